/** From a dropped file to what it holds: tips, signed manifests, and a reason for all that is neither. */
import { sha256 } from '@noble/hashes/sha2.js';
import { toHex } from '../../envelope/bytes.ts';
import { ageOfMailed } from '../../envelope/mailed-file.ts';
import { OpenError, openTip, type OpenFault } from '../../envelope/open.ts';
import type { Tip } from '../../envelope/tip.ts';
import { exactForms } from './containers/exact.ts';
import { Unpacking, type UnpackFault } from './containers/unpack.ts';
import { readManifest, type InboxManifest } from './manifest.ts';

export { containerKindOf } from './containers/kind.ts';

/** A tip that the key opened: the file it came in, what it says, what it carries. */
export interface OpenedTip {
  name: string;
  /** Hex SHA-256 of the age file: the same tip mailed twice has one. */
  hash: string;
  /** Hex SHA-256 of the file as mailed, which a manifest signs; that of the age file where it was mailed bare. */
  mailedHash: string;
  tip: Tip;
  /** The bytes of `tip.files`, in that order. */
  files: Uint8Array[];
}

/** Why a file, or one part of it, gave nothing; words.ts says each in a sentence. */
export type IntakeFault =
  | OpenFault
  | UnpackFault
  | 'not-taken-out'
  | 'intact'
  | 'bad-manifest'
  | 'and-more'
  | 'unreadable'
  | 'failed';

/** All that one dropped file gave. Manifests are verified; a fault never hides the tips beside it. */
export interface Intake {
  manifests: InboxManifest[];
  tips: OpenedTip[];
  /** `hashes`: of the exact files that it may be, where it looks like a tip. */
  faults: { name: string; fault: IntakeFault; hashes?: string[] }[];
  /** A hash of each mail in it, the same for the same mail; one that only forwards another is not counted with it. */
  mails: readonly string[];
}

/** The keys of whoever reads: age identities, and the line's public key (base64url). */
export interface ReaderKeys {
  identities: readonly string[];
  mailPublicKeys: readonly string[];
}

/** Nobody reads more of them, and a hostile file could fill the page. */
const MAX_FAULTS = 50;

/**
 * Reads one dropped file: a mail in any form, a tip, a `lo.json`, or an archive of them, told apart by content and
 * taken apart within bounds (containers/unpack.ts). Whatever of it is not read is among the faults. Never throws.
 */
export async function readDropped(name: string, bytes: Uint8Array, keys: ReaderKeys): Promise<Intake> {
  const intake: Intake = { manifests: [], tips: [], faults: [], mails: [] };
  const unpacking = new Unpacking();
  const tried = new Map<string, boolean>();
  for (const leaf of unpacking.leavesOf(name, bytes)) {
    if (leaf.is === 'fault') intake.faults.push({ name: leaf.name, fault: leaf.fault });
    else if (leaf.is === 'manifest') addManifest(leaf, keys, intake);
    // One after the other: a mailbox of tips in memory at once would be hundreds of megabytes.
    // eslint-disable-next-line no-await-in-loop
    else await addTip(leaf, keys, intake, tried);
  }
  intake.mails = unpacking.mails;
  for (const missing of unpacking.spokenOf)
    if (!unpacking.seen.has(missing) && !isHere(missing, intake))
      intake.faults.push({ name: `${missing} (${name})`, fault: 'not-taken-out' });
  const { manifests, tips, faults } = intake;
  if (manifests.length + tips.length + faults.length === 0) faults.push({ name, fault: 'no-tips' });
  if (faults.length > MAX_FAULTS) intake.faults = fewOf(faults, name);
  return intake;
}

/** The first of them, and before all that where the reading ended. Of the others the hashes stay: those files are here. */
function fewOf(faults: Intake['faults'], name: string): Intake['faults'] {
  const isEnd = ({ fault }: Intake['faults'][number]) => fault === 'too-much';
  const sorted = [...faults.filter(isEnd), ...faults.filter((one) => !isEnd(one))];
  const hashes = sorted.slice(MAX_FAULTS).flatMap((one) => one.hashes ?? []);
  return [...sorted.slice(0, MAX_FAULTS), { name, fault: 'and-more', hashes }];
}

/** A file of the line that lost its name on the way may still have been read. */
function isHere(fileName: string, { manifests, tips }: Intake): boolean {
  const hash = /-([0-9a-f]{8})\./.exec(fileName)?.[1];
  return hash === undefined
    ? manifests.length > 0
    : tips.some(({ mailedHash }) => mailedHash.startsWith(hash));
}

interface Bytes {
  name: string;
  bytes: Uint8Array;
}

/** `tried`: whether a file of this hash opened. The same once more in one dropped file costs time and says nothing new. */
async function addTip(
  { name, bytes }: Bytes,
  { identities }: ReaderKeys,
  intake: Intake,
  tried: Map<string, boolean>,
): Promise<void> {
  const hashes: string[] = [];
  let fault: OpenFault | null = null;
  let isKnown = false;
  for (const { mailed, age } of exactForms(bytes)) {
    const mailedHash = toHex(sha256(mailed));
    if (tried.get(mailedHash)) return;
    hashes.push(mailedHash);
    isKnown = tried.has(mailedHash);
    if (isKnown) continue;
    tried.set(mailedHash, false);
    try {
      // eslint-disable-next-line no-await-in-loop
      const opened = await openTip(age, identities);
      const hash = age === mailed ? mailedHash : toHex(sha256(age));
      intake.tips.push({ name, hash, mailedHash, ...opened });
      tried.set(mailedHash, true);
      if (bytes.length > maxAround(mailed.length)) intake.faults.push({ name, fault: 'other-part' });
      return;
    } catch (error) {
      // The first is the likeliest.
      fault ??= faultIn(error);
    }
  }
  if (!isKnown || fault !== null)
    intake.faults.push({ name, fault: fault ?? (await faultOfOddSize(bytes, identities)), hashes });
}

/** A footer, or each LF made a CRLF (one byte in 256), may stand around a tip of this size without a word. */
const maxAround = (size: number) => size + size / 128 + 4_096;

/** Each recipient in a header costs time, and a forged one has thousands. */
const MAX_HEADER = 16_384;
const MAX_ODD_SIZE = 4 * 1024 * 1024;

/** No sealed tip of the line has this size, yet it may be an age file of another key, or of another kind. */
async function faultOfOddSize(bytes: Uint8Array, identities: readonly string[]): Promise<OpenFault> {
  const head = String.fromCharCode(...ageOfMailed(bytes.subarray(0, MAX_HEADER)));
  if (bytes.length > MAX_ODD_SIZE || !head.includes('\n--- ')) return 'damaged';
  try {
    await openTip(ageOfMailed(bytes), identities);
    return 'not-a-tip';
  } catch (error) {
    return faultIn(error);
  }
}

const faultIn = (error: unknown): OpenFault =>
  error instanceof OpenError && error.fault !== 'foreign' ? error.fault : 'damaged';

function addManifest({ name, bytes }: Bytes, { mailPublicKeys }: ReaderKeys, intake: Intake): void {
  const manifests = readManifest(bytes, mailPublicKeys);
  if (manifests) intake.manifests.push(...manifests);
  else intake.faults.push({ name, fault: 'bad-manifest' });
}
