// Answers with a page that lies beside it, and with what it writes itself.
const page: string = await Bun.file(new URL('./pages/index.html', import.meta.url)).text();

Bun.serve({
  port: Number(process.env.PORT),
  hostname: '0.0.0.0',
  async fetch(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === '/') return new Response(page, { headers: { 'content-type': 'text/html' } });
    if (pathname === '/visits') {
      await Bun.write('visits.txt', 'written\n');
      return new Response(await Bun.file('visits.txt').text());
    }
    return new Response('nothing here\n', { status: 404 });
  },
});
