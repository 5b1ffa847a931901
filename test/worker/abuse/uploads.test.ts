import { beforeEach, describe, expect, test } from 'vitest';
import { SIZE_CLASSES } from '../../../worker/contract/sizes.ts';
import { type Upload, Uploads } from '../../../worker/abuse/uploads.ts';
import { random } from '../phone.ts';

let now = 0;
let uploads = new Uploads(() => now);
beforeEach(() => {
  now = 1_000_000;
  uploads = new Uploads(() => now);
});

const proof = (nonce: string) => ({ nonce, expires: now + 30 * 60_000 });
let nonces = 0;
const begin = (sizeClass: 0 | 1 | 2, sid = random(16)) =>
  uploads.begin(sid, sizeClass, proof(`n${nonces++}`));
const place = (answer: ReturnType<typeof begin>): Upload => {
  if (typeof answer === 'string') throw new Error(answer);
  return answer;
};
/** Begins bodies of a class until there is no room. */
function fill(sizeClass: 0 | 1 | 2): Upload[] {
  const places: Upload[] = [];
  for (let answer = begin(sizeClass); typeof answer !== 'string'; answer = begin(sizeClass))
    places.push(answer);
  return places;
}
const cut = (places: Upload[]) => places.filter((one) => one.isCut()).length;

describe('a proof', () => {
  test('opens bodies for one tip only, until it expires', () => {
    const [sid, other] = [random(16), random(16)];
    place(uploads.begin(sid, 2, proof('a')));
    expect(uploads.begin(other, 2, proof('a'))).toBe('held');
    place(uploads.begin(sid, 2, proof('a')));
    place(uploads.begin(other, 2, proof('b')));
  });

  test('is still held when its body has ended', () => {
    place(uploads.begin(random(16), 0, proof('a'))).end();
    expect(uploads.begin(random(16), 0, proof('a'))).toBe('held');
  });

  test('that expired is forgotten', () => {
    place(uploads.begin(random(16), 0, proof('a'))).end();
    now += 31 * 60_000;
    // No expired proof gets so far; another one under the same number stands for it.
    place(uploads.begin(random(16), 0, proof('a')));
  });
});

describe('one tip', () => {
  test('begun often has two places for a second, then one, and no more memory than they', () => {
    const sid = random(16);
    const again = () => uploads.begin(sid, 2, proof('often'));
    const answers = Array.from({ length: 20 }, again);
    expect(answers.filter((answer) => answer === 'no-room')).toHaveLength(18);
    // The one that was cut makes place in need.
    expect(fill(2)).toHaveLength(5);
    now += 1_000;
    expect(answers.filter((answer) => typeof answer !== 'string' && answer.isCut())).toHaveLength(1);
    // Its connection may have broken: nobody gives the place back.
    place(again());
    expect(again()).toBe('no-room');
  });

  test('of text, begun ever so often, leaves places to others', () => {
    const sid = random(16);
    for (let times = 0; times < 300; times++) place(uploads.begin(sid, 0, proof('text')));
    for (let others = 0; others < 255; others++) place(begin(0));
    expect(begin(0)).toBe('no-room');
  });

  test('begun again and again without moving on makes place for who comes', () => {
    const sids = Array.from({ length: 6 }, () => random(16));
    for (let seconds = 0; seconds < 6; seconds++) {
      sids.forEach((sid, at) => uploads.begin(sid, 2, proof(`churn ${at}`)));
      now += 1_100;
    }
    place(begin(2));
  });

  test('that comes again after a cut has moved on by all that came', () => {
    const sid = random(16);
    const [first] = [place(uploads.begin(sid, 2, proof('slow')))];
    for (let seconds = 0; seconds < 200; seconds++) {
      now += 1_000;
      first.move(10_000);
    }
    place(uploads.begin(sid, 2, proof('slow'))).move(4_096);
    first.end();
    expect(fill(2)).toHaveLength(5);
  });

  test('that was accepted has spent its proof', () => {
    const sid = random(16);
    const own = proof('own');
    expect(uploads.isSpent(own)).toBe(false);
    place(uploads.begin(sid, 0, own)).spend();
    expect([uploads.isSpent(own), uploads.isSpent(proof('another'))]).toEqual([true, false]);
  });

  test('has one body at a time: the one before is cut, and may end what comes within a second', () => {
    const sid = random(16);
    const first = place(begin(2, sid));
    now += 100;
    const second = place(begin(2, sid));
    expect(first.isCut()).toBe(false);
    now += 1_000;
    expect([first.isCut(), second.isCut()]).toEqual([true, false]);
    // The end of the one that was cut must not give away the place of the other.
    first.end();
    now += 5_000;
    expect(fill(2)).toHaveLength(6);
    now += 1_000;
    expect(second.isCut()).toBe(true);
  });

  test('that was accepted before needs no proof', () => {
    place(uploads.begin(random(16), 2, null));
  });
});

describe('places', () => {
  test('are 256 for texts, and 18 MiB for what is larger: neither takes the other', () => {
    expect(fill(2)).toHaveLength(6);
    expect(begin(1)).toBe('no-room');
    expect(fill(0)).toHaveLength(256);
    expect(begin(2)).toBe('no-room');
  });

  test('are given back', () => {
    const [first] = fill(2);
    first?.end();
    first?.end();
    place(begin(2));
    expect(begin(2)).toBe('no-room');
  });

  test('of photos are as many as fit', () => {
    expect(fill(1)).toHaveLength(Math.floor((6 * SIZE_CLASSES[2].wire) / SIZE_CLASSES[1].wire));
  });

  test.each([0, 2] as const)(
    'of who stands still go to who comes, the stillest first (class %i)',
    (sizeClass) => {
      const places = fill(sizeClass);
      now += 3_000;
      for (const one of places.slice(1)) one.move(4_096);
      now += 2_000;
      place(begin(sizeClass));
      expect(begin(sizeClass)).toBe('no-room');
      now += 3_000;
      expect(cut(places)).toBe(1);
      place(begin(sizeClass));
      now += 1_000;
      expect(cut(places)).toBe(2);
    },
  );

  test('of who is as fast as a page waits for stay theirs', () => {
    const places = fill(2);
    for (let seconds = 0; seconds < 390; seconds += 4) {
      now += 4_000;
      for (const one of places) one.move(32_000);
      expect(begin(2)).toBe('no-room');
    }
    expect(cut(places)).toBe(0);
  });

  test.each([0, 2] as const)(
    'of who creeps go to who comes, after thirty seconds (class %i)',
    (sizeClass) => {
      const places = fill(sizeClass);
      for (let seconds = 0; seconds < 28; seconds += 4) {
        now += 4_000;
        for (const one of places) one.move(4_096);
        expect(begin(sizeClass)).toBe('no-room');
      }
      now += 8_000;
      for (const one of places) one.move(4_096);
      place(begin(sizeClass));
      expect(cut(places)).toBe(1);
    },
  );

  test('of who begins again and again are counted from the first time', () => {
    const sid = random(16);
    const again = () => place(uploads.begin(sid, 2, { nonce: 'again', expires: 2 ** 50 }));
    const first = again();
    now += 40_000;
    const second = again();
    first.end();
    expect(fill(2)).toHaveLength(6);
    expect(second.isCut()).toBe(true);
  });
});
