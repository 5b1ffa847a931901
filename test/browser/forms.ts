/** The same words in every form in which they could slip out. */

/** Names of the forms in which `secret` stands in `haystack`; none when it is not there. */
export function formsIn(haystack: Buffer | string, secret: string): string[] {
  const bytes = typeof haystack === 'string' ? Buffer.from(haystack) : haystack;
  return formsOf(secret)
    .filter(({ form }) => bytes.includes(form))
    .map(({ name }) => name);
}

const made = new Map<string, { name: string; form: Buffer }[]>();

/** Raw, NFC and NFD, each as UTF-8, UTF-16, percent-encoded, JSON-escaped, hex and base64; equal ones once. */
function formsOf(secret: string): { name: string; form: Buffer }[] {
  const known = made.get(secret);
  if (known) return known;
  const texts = { raw: secret, NFC: secret.normalize('NFC'), NFD: secret.normalize('NFD') };
  const all = Object.entries(texts).flatMap(([kind, text]) =>
    Object.entries({ ...textForms(text), ...byteForms(text) }).map(
      ([name, form]) => [`${kind} ${name}`, Buffer.from(form)] as const,
    ),
  );
  const distinct = new Map(all.map(([name, form]) => [form.toString('hex'), { name, form }]));
  made.set(secret, [...distinct.values()]);
  return [...distinct.values()];
}

function byteForms(text: string): Record<string, Buffer | string> {
  const encodings = {
    'UTF-8': Buffer.from(text),
    'UTF-16LE': Buffer.from(text, 'utf16le'),
    'UTF-16BE': Buffer.from(text, 'utf16le').swap16(),
  };
  return Object.fromEntries(
    Object.entries(encodings).flatMap(([name, bytes]) => [
      [name, bytes],
      [`${name} hex`, bytes.toString('hex')],
      ...[0, 1, 2].flatMap((before) => {
        const base64 = base64Core(bytes, before);
        return [
          [`${name} base64 at ${before}`, base64],
          [`${name} base64url at ${before}`, base64.replaceAll('+', '-').replaceAll('/', '_')],
        ];
      }),
    ]),
  );
}

function textForms(text: string): Record<string, string> {
  const escape = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  const ascii = text.replace(/[^\x20-\x7E]/g, escape);
  const percent = encodeURIComponent(text);
  return {
    percent,
    'percent in lower case': percent.replace(/%../g, (code) => code.toLowerCase()),
    form: new URLSearchParams({ '': text }).toString().slice(1),
    JSON: ascii,
    'JSON in capitals': ascii.replace(/\\u(....)/g, (_, code: string) => `\\u${code.toUpperCase()}`),
    'JSON throughout': text.replace(/[^]/g, escape),
  };
}

// The characters that depend on the secret alone, when `before` bytes of something else came first.
function base64Core(bytes: Buffer, before: number): string {
  const whole = Buffer.concat([Buffer.alloc(before), bytes]);
  return whole.toString('base64').slice(Math.ceil((before * 8) / 6), Math.floor((whole.length * 8) / 6));
}
