export function GET(request) {
  const zone = new URL(request.url).searchParams.get('zone') ?? 'UTC';
  return Response.json({ hour: new Date(0).toLocaleTimeString('en-GB', { timeZone: zone }) });
}
