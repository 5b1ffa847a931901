import { env } from 'cloudflare:workers';
import { expect, test } from 'vitest';
import { withoutCaller } from '../../../worker/http/privacy.ts';
import { app } from '../../../worker/routes/app.ts';
import { ENDPOINTS } from '../../../worker/contract/endpoints.ts';

/** Whatever could tell who is calling. */
const TELLING = {
  'cf-connecting-ip': '203.0.113.7',
  'cf-ipcountry': 'VN',
  'x-forwarded-for': '203.0.113.7',
  'x-real-ip': '203.0.113.7',
  'true-client-ip': '203.0.113.7',
  'user-agent': 'Zalo Android/2026',
  referer: 'https://line.test/bao-tin/?noi=lung-phinh',
  cookie: 'a=b',
  authorization: 'Basic abc',
  'accept-language': 'vi-VN',
  'sec-ch-ua': '"Chromium"',
  'cf-ray': '1-HAN',
};

const caller = (init: { method?: string; body?: string } = {}) =>
  new Request(`https://line.test${ENDPOINTS.health}?ai=toi#o-day`, {
    ...init,
    headers: {
      ...TELLING,
      'content-type': 'application/octet-stream',
      ...(init.body && { 'content-length': String(init.body.length) }),
    },
    cf: { colo: 'HAN', city: 'Lào Cai' },
  });

test('of a request only method, path, type, length and body go on', async () => {
  const seen = withoutCaller(caller({ method: 'POST', body: 'abc' }));
  expect(seen.url).toBe(`https://line.invalid${ENDPOINTS.health}`);
  expect(Object.fromEntries(seen.headers)).toEqual({
    'content-type': 'application/octet-stream',
    'content-length': '3',
  });
  expect([seen.method, await seen.text(), seen.cf]).toEqual(['POST', 'abc', undefined]);
});

test('the Worker asks a request for nothing else', async () => {
  const asked = new Set<string>();
  const note = <T extends object>(target: T, what: string): T =>
    new Proxy(target, {
      get(object, name) {
        const value: unknown = Reflect.get(object, name, object);
        if (typeof name !== 'string') return value;
        if (typeof value !== 'function') asked.add(`${what}.${name}`);
        return typeof value === 'function'
          ? (...args: unknown[]) => {
              asked.add(`${what}.${name}(${args.filter((arg) => typeof arg === 'string').join()})`);
              return Reflect.apply(value, object, args) as unknown;
            }
          : name === 'headers'
            ? note(object[name as keyof T] as object, 'headers')
            : value;
      },
    });
  const request = note(caller(), 'request');
  const answer = await app.fetch(withoutCaller(request), env);
  expect(answer.status).toBe(200);
  expect([...asked].toSorted()).toEqual([
    'headers.get(content-length)',
    'headers.get(content-type)',
    'request.headers',
    'request.method',
    'request.url',
  ]);
});
