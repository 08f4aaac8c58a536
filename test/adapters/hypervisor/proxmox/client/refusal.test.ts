import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { answerIn, refusal } from '../../../../../adapters/hypervisor/proxmox/client/refusal.ts';
import { answerOf } from '../../../../../adapters/hypervisor/proxmox/client/reply.ts';

interface Recording {
  readonly status: number;
  readonly reason: string;
  readonly body: unknown;
}

/** A recorded refusal as it came over the wire. */
function recorded(name: string): Recording {
  const file = new URL(`../../../../recorded/proxmox/refusals/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8'));
}

function refused(name: string, act = true) {
  const { status, reason, body } = recorded(name);
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const answer = answerOf({ status, reason, body: text });
  return refusal(answer, { name: 'web01', act, identity: 'bot@pve!ops' });
}

const cases = [
  ['vm_missing_config', 'not-found', 'web01 is not on that node any more'],
  ['lxc_missing', 'not-found', 'web01 is not on that node any more'],
  ['perm_403_privsep', 'forbidden', 'bot@pve!ops lacks the privilege VM.PowerMgmt on /vms/100'],
  ['skiplock_root_token', 'forbidden', 'only root@pam itself'],
  ['qemu_config_set_args', 'forbidden', 'only root@pam itself'],
  ['config_put_bad_digest', 'conflict', 'changed by somebody else'],
  ['delete_running', 'conflict', 'web01 is running'],
  ['delete_protected', 'conflict', 'protected'],
  ['create_existing', 'conflict', 'That id is taken'],
  ['lxc_start_running', 'conflict', 'already running'],
  ['reboot_stopped', 'conflict', 'web01 is off'],
  ['lxc_stop', 'conflict', 'web01 is off'],
  ['agent_ping_unconfigured', 'unsupported', 'No guest agent'],
  ['agent_ping_too_early', 'unsupported', 'agent of web01 is not running'],
  ['node_missing', 'not-found', 'no node nosuch'],
  ['storage_missing', 'not-found', "no storage 'nosuch'"],
  ['restore_missing_archive', 'not-found', 'not on the storage any more'],
  ['snapshot_bad_name', 'invalid', 'snapname'],
  ['unknown_param', 'invalid', 'Parameter verification failed: '],
  ['path_missing', 'unsupported', 'cannot do that'],
  ['auth_bad_token_secret', 'failed', 'does not let bot@pve!ops in'],
  ['cookie_post_no_csrf', 'failed', 'session of bot@pve!ops'],
  ['agent_exec_command_as_string_with_spaces', 'unreachable', 'Broken pipe'],
  ['task_status_missing', 'not-found', 'does not know that task'],
] as const;

describe('a recorded refusal', () => {
  it.each(cases)('%s is %s: %s', (name, code, words) => {
    const error = refused(name);
    expect(error.code).toBe(code);
    expect(error.message).toContain(words);
    expect(answerIn(error)).toMatchObject({ status: recorded(name).status });
  });

  it('that is kept here is used', () => {
    const kept = readdirSync(new URL('../../../../recorded/proxmox/refusals/', import.meta.url));
    expect(new Set(kept)).toEqual(new Set(cases.map(([name]) => `${name}.json`)));
  });
});

describe('words that were never recorded', () => {
  const said = (reason: string, status = 500) =>
    refusal({ status, reason }, { name: 'web01', act: true, identity: 'bot@pve!ops' });

  it('are given as they are', () => {
    expect(said('something new')).toMatchObject({ code: 'failed', message: 'something new' });
  });

  it.each(['VM is locked (backup)', 'CT is locked (backup)'])('"%s" names the lock', (reason) => {
    expect(said(reason)).toMatchObject({ code: 'busy', message: 'web01 is locked: backup' });
  });

  it('of a node that is down leave an act certainly undone', () => {
    expect(said('No route to host', 595).code).toBe('failed');
    expect(
      refusal({ status: 595, reason: 'No route to host' }, { act: false, identity: 'x' }).code,
    ).toBe('unreachable');
  });

  it('of a connection that broke leave it open', () => {
    expect(said('Broken pipe', 596).code).toBe('unreachable');
  });

  it('that a proxy took away are found in the body', () => {
    const body = JSON.stringify({ data: null, message: 'VM 100 not running\n' });
    expect(answerOf({ status: 500, reason: '', body }).reason).toBe('VM 100 not running');
    expect(answerOf({ status: 500, reason: '', body: '' }).reason).toBe('HTTP 500');
  });
});
