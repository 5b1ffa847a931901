/** The same words in every form in which they could slip out. */

/** Names of the forms in which `secret` stands in `haystack`; none when it is not there. */
export function formsIn(haystack: Buffer | string, secret: string): string[] {
  const bytes = typeof haystack === 'string' ? Buffer.from(haystack) : haystack;
  return [...formsOf(secret)].filter(([, form]) => bytes.includes(form)).map(([name]) => name);
}

/** Every form by name: raw, NFC and NFD, each as UTF-8, UTF-16, percent-encoded, JSON-escaped, hex and base64. */
function formsOf(secret: string): Map<string, Buffer> {
  const forms = new Map<string, Buffer>();
  for (const [kind, text] of Object.entries({
    raw: secret,
    NFC: secret.normalize('NFC'),
    NFD: secret.normalize('NFD'),
  })) {
    for (const [name, form] of Object.entries(textForms(text)))
      forms.set(`${kind} ${name}`, Buffer.from(form));
    const bytes = {
      'UTF-8': Buffer.from(text),
      'UTF-16LE': Buffer.from(text, 'utf16le'),
      'UTF-16BE': Buffer.from(text, 'utf16le').swap16(),
    };
    for (const [name, form] of Object.entries(bytes)) {
      forms.set(`${kind} ${name}`, form);
      forms.set(`${kind} ${name} hex`, Buffer.from(form.toString('hex')));
      for (const before of [0, 1, 2]) {
        const base64 = base64Core(form, before);
        forms.set(`${kind} ${name} base64 at ${before}`, Buffer.from(base64));
        forms.set(
          `${kind} ${name} base64url at ${before}`,
          Buffer.from(base64.replaceAll('+', '-').replaceAll('/', '_')),
        );
      }
    }
  }
  return forms;
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
