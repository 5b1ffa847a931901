import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  alertMail,
  alertText,
  tellOperator,
  type Trouble,
  type TroubleKind,
} from '../../../worker/delivery/alerts.ts';
import { Line } from '../../../worker/storage/line.ts';
import { INBOX, OTHER_INBOX, random } from '../phone.ts';
import { at, DAY, HOUR, inWorld, MINUTE, type World } from '../world.ts';

/** A line with a clock of its own, and what its operator heard. */
class Told {
  now = at('03-01T10:00');
  texts: string[] = [];
  hears = true;
  readonly line: Line;
  readonly state: DurableObjectState;

  constructor(state: DurableObjectState, settings: Partial<typeof env> = {}) {
    this.state = state;
    this.line = new Line(state, { ...env, ...settings });
    this.line.now = () => this.now;
    this.line.tell = (text) => {
      if (this.hears) this.texts.push(text);
      return Promise.resolve(this.hears);
    };
  }

  beat(...inboxes: string[]): void {
    for (const to of ['unit', 'oversight'] as const)
      this.line.beat(
        inboxes.map((inbox) => ({ inbox, to })),
        this.now,
      );
  }

  /** Lets time pass, with a morning mail of both inboxes in each hour. */
  async run(ms: number, beating: string[] = [INBOX, OTHER_INBOX]): Promise<void> {
    const end = this.now + ms;
    for (;;) {
      this.beat(...beating);
      const next = (await this.state.storage.getAlarm()) ?? Infinity;
      if (next > end) break;
      this.now = Math.max(this.now, next);
      await this.state.storage.deleteAlarm();
      await this.line.alarm();
    }
    this.now = end;
  }
}

const heard = (act: (told: Told) => Promise<void>, settings?: Partial<typeof env>) =>
  runInDurableObject(env.LINE.getByName('told'), async (_line, state) => {
    await state.storage.deleteAll();
    await state.storage.deleteAlarm();
    const told = new Told(state, settings);
    await told.line.wake();
    await act(told);
  });

describe('the operator of a line', () => {
  test('hears nothing while all is well', () =>
    heard(async (told) => {
      await told.run(3 * DAY);
      expect(told.texts).toEqual([]);
    }));

  test('hears of a trouble within minutes, in one text with its brothers, each day again, and when it is over', () =>
    heard(async (told) => {
      await told.line.report(INBOX, [{ kind: 'mail:unit', fault: '550' }]);
      await told.line.report(OTHER_INBOX, [{ kind: 'apart:oversight', fault: '554' }]);
      await told.run(5 * MINUTE);
      expect(told.texts).toEqual([
        `Đường dây tin báo cần người vận hành.

- Hộp thư lao-cai: hộp thư cấp trên từ chối riêng một tin hay nhiều hơn; tin ấy được giữ (554).
- Hộp thư lung-phinh: thư cho đơn vị chưa đi được từ một giờ nay; tin vẫn được giữ và thử gửi lại (550).

Kho tin hỏng là gấp; việc khác chờ sáng được. Việc cần làm cho từng câu: worker/OPERATING.md, bảng đầu tiên.
`,
      ]);
      await told.run(DAY - HOUR);
      expect(told.texts).toHaveLength(1);
      await told.run(2 * HOUR);
      expect(told.texts).toHaveLength(2);
      await told.line.report(OTHER_INBOX, []);
      await told.run(4 * HOUR);
      expect(told.texts).toHaveLength(3);
      expect(told.texts[2]).toContain('Đã hết:\n\n- Hộp thư lao-cai: hộp thư cấp trên từ chối riêng');
      expect(told.texts[2]).not.toContain('lung-phinh');
    }));

  test('does not hear again of what comes and goes', () =>
    heard(async (told) => {
      for (let times = 0; times < 10; times++) {
        await told.line.report(INBOX, times % 2 ? [] : [{ kind: 'paused', fault: '' }]);
        await told.run(HOUR);
      }
      expect(told.texts).toHaveLength(1);
    }));

  test('is told again until somebody hears', () =>
    heard(async (told) => {
      told.hears = false;
      await told.line.report(INBOX, [{ kind: 'mail:unit', fault: '550' }]);
      await told.run(30 * MINUTE);
      told.hears = true;
      await told.run(6 * MINUTE);
      expect(told.texts).toHaveLength(1);
    }));

  test('hears at once of a store that fails', () =>
    heard(async (told) => {
      await told.line.fault(INBOX, true);
      await told.run(2 * MINUTE);
      expect(told.texts).toEqual([expect.stringContaining('Hộp thư lung-phinh: kho tin hỏng')]);
    }));

  test('hears of an inbox that fell silent, and of one that never spoke, after 26 hours', () =>
    heard(async (told) => {
      await told.run(25 * HOUR, [INBOX]);
      expect(told.texts).toEqual([]);
      await told.run(3 * HOUR, [INBOX]);
      expect(told.texts).toEqual([expect.stringContaining('Hộp thư lao-cai: thiếu thư báo sáng')]);
      await told.run(28 * HOUR, [OTHER_INBOX]);
      expect(told.texts.at(-1)).toContain('Hộp thư lung-phinh: thiếu thư báo sáng');
    }));

  test('hears nothing of an inbox that is none any more', () =>
    heard(async (told) => {
      await told.line.fault('xa-cu', true);
      await told.line.report('xa-cu', [{ kind: 'mail:unit', fault: '550' }]);
      await told.run(DAY);
      expect(told.texts).toEqual([]);
    }));
});

describe('the mails of a day', () => {
  const leave = (told: Told, inbox: string, isTip: boolean) => {
    let count = 0;
    while (count < 2_000 && told.line.mayMail(inbox, isTip)) count++;
    return count;
  };

  test('are the carrier’s: digests leave a reserve, and no inbox takes all from the other', () =>
    heard(
      async (told) => {
        expect(leave(told, INBOX, true)).toBe(675);
        expect(leave(told, OTHER_INBOX, true)).toBe(225);
        expect(leave(told, INBOX, false)).toBe(100);
        await vi.waitFor(async () => expect(await told.state.storage.getAlarm()).toBe(told.now + MINUTE));
        await told.run(5 * MINUTE);
        expect(told.texts).toEqual([expect.stringContaining('Đường dây: đã gần hết số thư')]);
        told.now += DAY;
        expect(leave(told, INBOX, true)).toBe(675);
      },
      { MAILS_A_DAY: '1000' },
    ));

  test('may be few: half of them stay for heartbeats and alerts', () =>
    heard(
      (told) => {
        expect(leave(told, INBOX, true) + leave(told, OTHER_INBOX, true)).toBe(10);
        expect(leave(told, INBOX, false)).toBe(10);
        return Promise.resolve();
      },
      { MAILS_A_DAY: '20' },
    ));

  test('that are morning mails take nothing from tips', () =>
    heard(
      async (told) => {
        for (let mails = 0; mails < 10; mails++) expect(told.line.mayMail(INBOX, false)).toBe(true);
        await told.run(2 * MINUTE);
        expect(told.texts).toEqual([]);
        expect(leave(told, INBOX, true) + leave(told, OTHER_INBOX, true)).toBe(10);
      },
      { MAILS_A_DAY: '20' },
    ));

  test('count an alert too', () =>
    heard(
      async (told) => {
        await told.line.fault(INBOX, true);
        await told.run(2 * MINUTE);
        expect(told.texts).toHaveLength(1);
        expect(leave(told, INBOX, false)).toBe(19);
      },
      { MAILS_A_DAY: '20' },
    ));

  test('have no bound where none is set', () =>
    heard(
      (told) => {
        expect(leave(told, INBOX, true)).toBe(2_000);
        return Promise.resolve();
      },
      { MAILS_A_DAY: '' },
    ));
});

describe('an inbox reports', () => {
  /** What the line hears last of the inbox in a story. */
  const reportOf = (world: World, mayMail = (_isTip: boolean) => true) => {
    const reports: Omit<Trouble, 'inbox'>[][] = [];
    const LINE = {
      getByName: () => ({
        beat: () => Promise.resolve(),
        fault: () => Promise.resolve(),
        mayMail: (_inbox: string, isTip: boolean) => Promise.resolve(mayMail(isTip)),
        report: (_inbox: string, troubles: Omit<Trouble, 'inbox'>[]) => {
          reports.push(troubles);
          return Promise.resolve();
        },
      }),
    };
    Object.assign(world.inbox, { env: { ...world.inbox['env'], LINE } });
    return () => reports.at(-1);
  };

  test.each(['unit', 'oversight'] as const)(
    'mails to the %s that are refused for an hour, not sooner, and their end',
    (to) =>
      inWorld(async (world) => {
        const last = reportOf(world);
        world.answer = (sent) => (sent.to === to ? { permanent: '550' } : { id: 'taken' });
        await world.inbox.wake();
        await world.run(59 * MINUTE);
        expect(last()).toEqual([]);
        await world.run(2 * MINUTE);
        expect(last()).toEqual([{ kind: `mail:${to}`, fault: '550' }]);
        world.answer = () => ({ id: 'taken' });
        await world.run(HOUR + MINUTE);
        expect(last()).toEqual([]);
      }),
  );

  test('a tip set apart at once', () =>
    inWorld(async (world) => {
      const last = reportOf(world);
      const bait = await world.accept();
      await world.accept();
      const short = Buffer.from(bait.hash).toString('hex').slice(0, 8);
      world.answer = ({ files, to }) =>
        to === 'unit' && files.some((name) => name.endsWith(short)) ? { rejected: '554' } : { id: 'taken' };
      await world.run(HOUR);
      expect(last()).toEqual([{ kind: 'apart:unit', fault: '554' }]);
      // It waits for long; that is not because mails are slow.
      await world.run(5 * HOUR);
      expect(last()).toEqual([{ kind: 'apart:unit', fault: '554' }]);
    }));

  test('a quota that is used up for an hour, which leaves the morning mail its reserve', () =>
    inWorld(async (world) => {
      const last = reportOf(world, (isTip) => !isTip);
      await world.inbox.wake();
      await world.accept();
      await world.run(3 * HOUR);
      expect(last()).toEqual([{ kind: 'mail:unit', fault: 'QUOTA' }]);
      const before = world.heartbeats().length;
      await world.run(DAY);
      expect(world.heartbeats()).toHaveLength(before + 1);
      expect(world.batches()).toEqual([]);
    }));

  test('a digest that does not keep up', () =>
    inWorld(async (world) => {
      const last = reportOf(world);
      // Each mail takes so long that one leaves in a digest.
      world.answer = () => {
        world.now += 3 * MINUTE;
        return { id: 'taken' };
      };
      for (let i = 0; i < 9; i++) await world.accept(2);
      await world.run(2 * HOUR);
      expect(last()).toEqual([]);
      await world.run(2 * HOUR);
      expect(last()).toEqual([{ kind: 'slow', fault: '' }]);
      await world.run(12 * HOUR);
      expect(last()).toEqual([]);
    }));

  test('a day’s budget that is used up, when somebody meets it', () =>
    inWorld(async (world) => {
      const last = reportOf(world);
      for (let i = 0; i < 16; i++) await world.accept(2);
      await world.run(HOUR);
      for (let i = 0; i < 16; i++) await world.accept(2);
      await world.run(HOUR);
      for (let i = 0; i < 6; i++) await world.accept(2);
      const refused = async (sizeClass: 1 | 2) => {
        const tip = { sid: random(16), hash: random(32), ackHash: random(32), sizeClass, age: random(1) };
        const proof = { nonce: Buffer.from(tip.sid).toString('hex'), expires: world.now + HOUR };
        return world.inbox.accept(tip, proof) === 'attachments-paused';
      };
      expect(await refused(2)).toBe(true);
      while (!(await refused(1))) expect(world.inbox.state().waiting).not.toBe('full');
      // Told once a minute at most, however many meet it.
      world.now += MINUTE;
      expect(await refused(1)).toBe(true);
      await vi.waitFor(() => expect(last()).toEqual([{ kind: 'paused', fault: '' }]));
      // An hour gives back eight mebibytes.
      await world.accept();
      await world.run(2 * HOUR);
      expect(last()).toEqual([]);
    }));
});

describe('an alert', () => {
  const kinds: TroubleKind[] = [
    'mail:unit',
    'mail:oversight',
    'apart:unit',
    'apart:oversight',
    'slow',
    'store',
    'silent',
    'paused',
    'full',
    'quota',
  ];

  test('names each trouble in a sentence of its own', () => {
    const lines = kinds.map((kind) => alertText([{ inbox: 'xa', kind, fault: '' }], []).split('\n')[2]);
    expect(new Set(lines).size).toBe(kinds.length);
    for (const line of lines) expect(line).toMatch(/^- Hộp thư xa: .+\.$/);
  });

  test('goes to the operator only, without attachment', () => {
    const real = { OPERATOR_MAIL: 'van-hanh@example.invalid', LOCAL_MAIL_DOMAIN: '' };
    expect(alertMail('x', real)).toEqual({
      to: 'van-hanh@example.invalid',
      subject: 'Tin báo - cần người vận hành',
      text: 'x',
      attachments: [],
    });
    expect(alertMail('x', { ...real, LOCAL_MAIL_DOMAIN: 'inbox.test' })?.to).toBe(
      'nguoi-van-hanh@inbox.test',
    );
    expect(alertMail('x', { OPERATOR_MAIL: '', LOCAL_MAIL_DOMAIN: '' })).toBeNull();
  });

  afterEach(() => void vi.restoreAllMocks());
  const posts = (answer: () => Promise<Response>) => vi.spyOn(globalThis, 'fetch').mockImplementation(answer);
  const settings = {
    ...env,
    LOCAL_MAIL_DOMAIN: '',
    OPERATOR_MAIL: '',
    ALERT_URL: 'https://bao.example.invalid/x',
  };

  test('is posted as plain text, without a redirect followed', async () => {
    const posted = posts(() => Promise.resolve(new Response('ok')));
    expect(await tellOperator('chữ', settings)).toBe(true);
    expect(posted).toHaveBeenCalledExactlyOnceWith(
      'https://bao.example.invalid/x',
      expect.objectContaining({ method: 'POST', body: 'chữ', redirect: 'manual' }),
    );
  });

  test.each([
    ['refuses', () => Promise.resolve(new Response('', { status: 500 }))],
    ['sends elsewhere', () => Promise.resolve(new Response('', { status: 302 }))],
    ['is dead', () => Promise.reject(new Error('dead'))],
  ])('is not heard when the only way %s', async (_, answer) => {
    posts(answer);
    expect(await tellOperator('x', settings)).toBe(false);
  });

  test('is heard when one of two ways takes it', async () => {
    posts(() => Promise.resolve(new Response('ok')));
    const mail = { ...settings, OPERATOR_MAIL: 'a@example.invalid', DELIVERY: 'none' };
    expect(await tellOperator('x', mail)).toBe(true);
    expect(await tellOperator('x', { ...mail, ALERT_URL: '' })).toBe(false);
  });
});
