/** Who a mail is for: the police unit of an inbox, or its oversight one level up. Each has numbers of its own. */
export type Audience = 'unit' | 'oversight';
export const AUDIENCES: readonly Audience[] = ['unit', 'oversight'];
