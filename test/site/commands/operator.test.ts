import { afterEach, describe, expect, test, vi } from 'vitest';
import { operatorToken } from '../../../site/commands/line/operator.ts';
import { FAKE_ENV } from '../../line/fake-line.ts';

afterEach(() => vi.unstubAllEnvs());

describe('the token of an operator', () => {
  const ask = (url: string) => {
    vi.stubEnv('OPERATOR_TOKEN', FAKE_ENV.OPERATOR_TOKEN);
    vi.stubEnv('SITE_URL', 'https://la-chan.gov.vn/');
    return operatorToken(url);
  };

  test('goes to the line of the settings, and to one on this machine', async () => {
    expect(await ask('https://la-chan.gov.vn')).toBe(FAKE_ENV.OPERATOR_TOKEN);
    expect(await ask('http://127.0.0.1:8787')).toBe(FAKE_ENV.OPERATOR_TOKEN);
  });

  test.each(['http://la-chan.gov.vn', 'https://la-chan.vn', 'https://la-chan.gov.vn:8443'])(
    'does not go to %s',
    (url) => expect(ask(url)).rejects.toThrow(`${url} không phải SITE_URL`),
  );
});
