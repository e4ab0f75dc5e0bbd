/** Ports that a Java program listens on by its settings, where no EXPOSE has to name them. */
import { runtimeVariable } from '../../model/environment';
import type { Application } from '../applications/application';
import type { ComposeService } from '../compose';
import { isObject } from '../compose';
import type { ListenedPort } from '../low-ports';
import { javaTexts } from './sources';

/** `server.port` of Spring and of Quarkus (`quarkus.http.port`), and SERVER_PORT of the image or of a service of it. */
export function javaPorts(app: Application, services: readonly ComposeService[]): readonly ListenedPort[] {
  const { stage } = app.effects;
  const found = javaTexts(app).flatMap(({ path, text }) =>
    isSettings.test(path) ? portsIn(path, text) : [],
  );
  for (const name of ['SERVER_PORT', 'QUARKUS_HTTP_PORT']) {
    const value = runtimeVariable(stage.end.environment, name)?.value;
    if (value?.kind === 'value') found.push(value.value);
    for (const { service } of services) found.push(...givenTo(service.environment, name));
  }
  return found.map(text => ({
    text: text.trim(),
    span: stage.imageSpan,
  }));
}

const isSettings = /(?:^|\/)application[\w-]*\.(?:properties|ya?ml)$/;

function portsIn(path: string, text: string): string[] {
  const port = String.raw`["']?(?:\$\{\w+:)?(\d+)`;
  const pattern = path.endsWith('.properties')
    ? new RegExp(String.raw`^\s*(?:server|quarkus\.http)\.port\s*[=:]\s*${port}`, 'gm')
    : new RegExp(
        String.raw`^(?:server:\s*\n(?:[ \t]+.*\n|[ \t]*\n)*?[ \t]+port|server\.port):\s*${port}`,
        'gm',
      );
  return [...text.matchAll(pattern)].flatMap(match => match[1] ?? []);
}

/** As a mapping, or as a list of `NAME=value`. */
function givenTo(environment: unknown, name: string): string[] {
  if (isObject(environment)) {
    const value = environment[name];
    return value === undefined || value === null ? [] : [String(value)];
  }
  if (!Array.isArray(environment)) return [];
  return environment.flatMap(item => {
    const text = String(item);
    return text.startsWith(`${name}=`) ? [text.slice(name.length + 1)] : [];
  });
}
