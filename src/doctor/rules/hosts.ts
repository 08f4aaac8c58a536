import { span } from '../../format.ts';
import type { Clock, Vitals } from '../../hypervisor/checks.ts';
import type { SiteFacts } from '../facts.ts';
import type { Found } from '../finding.ts';

/** Milliseconds between two clocks that are no trouble; and from which on logins by ticket fail (Kerberos: 5 minutes). */
const SKEW_MS = 2_000;
const SKEW_BAD_MS = 5 * 60_000;

/** What single hosts of a site are: processors, clocks, versions, what machines are plugged into. */
export function ofHosts(facts: SiteFacts): readonly Found[] {
  return [
    ...facts.hosts.flatMap(({ name, problem }): Found[] =>
      problem === undefined
        ? []
        : [
            {
              code: 'node-offline',
              severity: 'warning',
              host: name,
              says: `${name} ${problem}`,
              fix: 'What is on it is not reached until it is back.',
              stops: facts.machines.filter(({ host }) => host === name).map(({ id }) => id),
            },
          ],
    ),
    ...facts.vitals.flatMap((vitals) => [...processor(vitals), ...clock(vitals)]),
    ...versions(facts),
    ...plugs(facts),
  ];
}

function processor({ host, extension, accelerator, isMachine, nesting }: Vitals): readonly Found[] {
  const found: Found[] = [];
  if (extension === 'none') {
    found.push({
      code: 'virtualization-off',
      severity: 'warning',
      host,
      says: accelerator
        ? `${accelerator} is offered, though the processor shows neither VT-x nor AMD-V: it may not work`
        : 'the processor shows neither VT-x nor AMD-V: machines are emulated, or do not start',
      fix: isMachine
        ? 'Switch nested virtualization on for it at the host below: it is a machine itself.'
        : 'Switch it on in the firmware.',
    });
  }
  if (isMachine) {
    const says = 'it is a virtual machine itself: its machines are slower than on hardware';
    found.push({ code: 'host-nested', severity: 'info', host, says });
  }
  if (nesting === false) {
    found.push({
      code: 'nesting-off',
      severity: 'info',
      host,
      says: 'its machines cannot run machines of their own',
      fix: 'Where that is wanted, load kvm_intel or kvm_amd with nested=1.',
    });
  }
  return found;
}

/** How far the host's clock is from ours for certain: how long the answer took is on its side. */
export function certainSkew({ there, asked, answered }: Clock): number {
  const skew = there - (asked + answered) / 2;
  const doubt = (answered - asked) / 2;
  return Math.sign(skew) * Math.max(0, Math.abs(skew) - doubt);
}

function clock({ host, clock: read }: Vitals): readonly Found[] {
  if (read === undefined) return [];
  const skew = certainSkew(read);
  const ms = Math.abs(skew);
  if (ms < SKEW_MS) return [];
  return [
    {
      code: 'clock-skewed',
      severity: ms < SKEW_BAD_MS ? 'warning' : 'critical',
      host,
      says: `its clock is ${span(ms)} ${skew < 0 ? 'behind' : 'ahead of'} that of the bot`,
      fix: 'See that both keep their time: timedatectl says whether NTP does.',
    },
  ];
}

function versions({ hosts }: SiteFacts): readonly Found[] {
  const known = hosts.flatMap(({ name, version }) => (version ? [{ name, version }] : []));
  if (new Set(known.map(({ version }) => version)).size < 2) return [];
  const says = known.map(({ name, version }) => `${name} has ${version}`).join(', ');
  const fix = 'Upgrade the older ones: a machine may not move back to them.';
  return [{ code: 'versions-differ', severity: 'warning', says, fix }];
}

function plugs({ hosts, segments }: SiteFacts): readonly Found[] {
  const down = segments
    .filter(({ active }) => !active)
    .map(({ host, kind, name }): Found => {
      const says = `the ${kind} ${name} is down: machines on it reach nobody, or do not start`;
      return { code: 'bridge-down', severity: 'warning', host, says, fix: 'Start it.' };
    });
  if (segments.length === 0) return down;
  const none = hosts
    .filter(({ name }) => !segments.some(({ host, active }) => active && host === name))
    .map(({ name }): Found => {
      const says = 'nothing is up there that machines could be plugged into';
      const fix = 'Make a bridge, or start a network.';
      return { code: 'bridge-missing', severity: 'warning', host: name, says, fix };
    });
  return [...down, ...none];
}
