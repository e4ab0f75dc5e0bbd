// Answers with a page that lies beside it, and with what it writes itself.
const page: string = await Deno.readTextFile(new URL('./pages/index.html', import.meta.url));

Deno.serve({ port: 8000, hostname: '0.0.0.0' }, async (request: Request): Promise<Response> => {
  const { pathname } = new URL(request.url);
  if (pathname === '/') return new Response(page, { headers: { 'content-type': 'text/html' } });
  if (pathname === '/visits') {
    await Deno.writeTextFile('visits.txt', 'written\n');
    return new Response(await Deno.readTextFile('visits.txt'));
  }
  return new Response('nothing here\n', { status: 404 });
});
