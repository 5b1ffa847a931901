/** A small page for an officer, whose tool posts plain forms into a new tab. `text` is ours, never input. */
export function page(status: 202 | 400 | 503, title: string, text: string): Response {
  const html = `<!doctype html><html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><h1>${title}</h1><p>${text}</p></html>
`;
  return new Response(html, { status, headers: { 'Content-Type': 'text/html; charset=utf-8' } });
}
