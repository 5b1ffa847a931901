/** The tips that one answer shall go to. */
import { useState } from 'preact/hooks';
import { entriesOf, isAnswerable, type DeskList, type ListedTip } from './list.ts';

/** What is picked of an open desk. Only tips that the key of this inbox can answer are ever among it. */
export interface TipSelection {
  /** Keys of the picked tips; null while none are being picked. */
  keys: ReadonlySet<string> | null;
  /** The picked tips, in the order of the list, shown or not. */
  entries: readonly ListedTip[];
  /** Whether there are several tips to answer at all. */
  isPossible: boolean;
  /** How many of the tips shown can be answered. */
  shown: number;
  /** Starts picking, or starts anew. */
  clear(): void;
  stop(): void;
  pick(key: string, isPicked: boolean): void;
  pickShown(): void;
}

/** Keeps the selection from `list`, of which the filter lets through `shown`. */
export function useTipSelection(list: DeskList, shown: DeskList, home: string): TipSelection {
  const [keys, setKeys] = useState<ReadonlySet<string> | null>(null);
  const answerable = answerableOf(list, home);
  const answerableShown = answerableOf(shown, home);
  return {
    keys,
    entries: answerable.filter(({ key }) => keys?.has(key)),
    isPossible: answerable.length > 1,
    shown: answerableShown.length,
    clear: () => setKeys(new Set()),
    stop: () => setKeys(null),
    pick: (key, isPicked) =>
      setKeys(
        (before) => new Set([...(before ?? [])].filter((one) => one !== key).concat(isPicked ? key : [])),
      ),
    pickShown: () =>
      setKeys((before) => new Set([...(before ?? []), ...answerableShown.map(({ key }) => key)])),
  };
}

const answerableOf = (list: DeskList, home: string) =>
  entriesOf(list).filter((entry) => isAnswerable(entry, home));
