export default function About() {
  return <p>made at build</p>;
}
