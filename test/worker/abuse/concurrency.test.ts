import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Remembered, unpaid } from '../../../worker/abuse/concurrency.ts';

describe('what nobody paid for', () => {
  test('is asked of one object four times at once, and of another all the same; others wait a little', async () => {
    const ends: (() => void)[] = [];
    const ask = (name: string) => unpaid(name, () => new Promise<void>((end) => ends.push(end)));
    const asked = Array.from({ length: 4 }, () => ask('a'));
    const fifth = ask('a');
    const other = ask('b');
    await vi.waitFor(() => expect(ends).toHaveLength(5));
    ends[0]?.();
    await vi.waitFor(() => expect(ends).toHaveLength(6));
    for (const end of ends) end();
    await Promise.all([...asked, fifth, other]);
  });

  test('is refused after two seconds, or when many wait already', async () => {
    const ends: (() => void)[] = [];
    const ask = () => unpaid('a', () => new Promise<void>((end) => ends.push(end)));
    const asked = Array.from({ length: 4 }, ask);
    const slow = { status: 429, code: 'slow', retryAfter: 2 };
    const began = Date.now();
    const waiting = Array.from({ length: 64 }, () => expect(ask()).rejects.toMatchObject(slow));
    await expect(ask()).rejects.toMatchObject(slow);
    expect(Date.now() - began).toBeLessThan(1_000);
    await Promise.all(waiting);
    expect(Date.now() - began).toBeGreaterThanOrEqual(1_900);
    for (const end of ends) end();
    await Promise.all(asked);
    expect(ends).toHaveLength(4);
  });

  test('whose connection broke, so that it never ends, counts no more after ten seconds', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    for (let calls = 0; calls < 4; calls++) void unpaid('torn', () => new Promise(() => undefined));
    vi.setSystemTime(Date.now() + 9_999);
    await expect(unpaid('torn', () => Promise.resolve(1))).rejects.toMatchObject({ status: 429 });
    vi.setSystemTime(Date.now() + 1);
    expect(await unpaid('torn', () => Promise.resolve(1))).toBe(1);
    vi.useRealTimers();
  });

  test('gives its place back when it fails', async () => {
    for (let times = 0; times < 10; times++)
      await expect(unpaid('c', () => Promise.reject(new Error('down')))).rejects.toThrow('down');
    expect(await unpaid('c', () => Promise.resolve(1))).toBe(1);
  });
});

describe('what is remembered', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('is asked for once in its time', async () => {
    const ask = vi.fn(() => Promise.resolve(ask.mock.calls.length));
    const remembered = new Remembered<number>(5_000);
    const get = () => remembered.get('a', ask);
    expect([await get(), await get()]).toEqual([1, 1]);
    vi.advanceTimersByTime(4_999);
    expect(await get()).toBe(1);
    vi.advanceTimersByTime(1);
    expect(await get()).toBe(2);
    remembered.forget('a');
    expect(await get()).toBe(3);
  });

  test('is asked anew by one, while others get the old answer', async () => {
    const remembered = new Remembered<string>(5_000);
    await remembered.get('a', () => Promise.resolve('old'));
    vi.advanceTimersByTime(5_000);
    let end: (value: string) => void = () => undefined;
    const one = remembered.get('a', () => new Promise((resolve) => (end = resolve)));
    const ask = vi.fn(() => Promise.resolve('never'));
    expect(await remembered.get('a', ask)).toBe('old');
    end('new');
    expect(await one).toBe('new');
    expect(await remembered.get('a', ask)).toBe('new');
    expect(ask).not.toHaveBeenCalled();
  });

  test('is not remembered when it could not be learned', async () => {
    const remembered = new Remembered<string>(5_000);
    await remembered.get('a', () => Promise.resolve('old'));
    vi.advanceTimersByTime(5_000);
    await expect(remembered.get('a', () => Promise.reject(new Error('down')))).rejects.toThrow('down');
    expect(await remembered.get('a', () => Promise.resolve('new'))).toBe('new');
  });
});
