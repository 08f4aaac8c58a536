import type { Check } from '../../../../src/hypervisor/checks.ts';
import type { Client } from '../client.ts';
import { parseHostInfo } from '../hosts.ts';

/**
 * VBoxManage speaks the language that was chosen in VirtualBox, else that of the user (VirtualBoxTranslator.cpp of
 * VirtualBox); its lists for people, and what it says of failures, are read in English.
 */
export async function checkLanguage(client: Client, signal: AbortSignal): Promise<Check[]> {
  return languageOf(await client.ask(['list', 'hostinfo'], { signal }));
}

export function languageOf(hostInfo: string): Check[] {
  if (parseHostInfo(hostInfo).memoryBytes !== undefined) return [];
  return [
    {
      code: 'language-foreign',
      subject: 'language',
      state: 'warning',
      says: 'VirtualBox does not speak English there: some figures are missing, and failures are told in its own words',
      hint: 'Choose English in the preferences of VirtualBox, as the user the bot signs in as.',
    },
  ];
}
