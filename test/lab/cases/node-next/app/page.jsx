export const dynamic = 'force-dynamic';

export default function Page() {
  return <h1>front of {process.env.SHOP ?? 'nobody'}</h1>;
}
