/** .NET programs that insist on ICU, on images with it and without. */
import { expect, test } from 'vitest';
import { icuProblems } from '../server/src/core/rules/shared/dotnet-globalization';
import { defaultSettings } from '../server/src/core/settings';
import { readSubject } from '../server/src/core/subject';
import { knownContext } from './support/page';

function messages(setting: string, image: string, more = ''): string[] {
  const source = `FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /src
COPY . .
RUN dotnet publish -c Release -o /publish
FROM mcr.microsoft.com/dotnet/aspnet:${image}
WORKDIR /app
${more}COPY --from=build /publish .
ENTRYPOINT ["dotnet", "App.dll"]
`;
  const project = `App.csproj: <Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup><TargetFramework>net10.0</TargetFramework>${setting}</PropertyGroup></Project>`;
  const subject = readSubject(
    source,
    knownContext([project, 'Program.cs: x']),
    defaultSettings('2026-11-20'),
  );
  const stage = subject.build.stages.at(-1);
  return stage === undefined ? ['no stage'] : [...icuProblems(stage, subject)].map(({ message }) => message);
}

const asks = '<InvariantGlobalization>false</InvariantGlobalization>';

test('says that the runtime stops where the project insists', () => {
  expect(messages(asks, '10.0-noble-chiseled')[0]).toContain(
    'its project sets `InvariantGlobalization` to `false`',
  );
  expect(messages('', '10.0-alpine', `ENV DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=false\n`)).toHaveLength(1);
});

test('is silent where ICU is there, or nothing asks for it', () => {
  expect(messages(asks, '10.0-noble-chiseled-extra')).toEqual([]);
  expect(messages(asks, '10.0')).toEqual([]);
  expect(messages(asks, '10.0-alpine', 'RUN apk add --no-cache icu-libs\n')).toEqual([]);
  expect(messages('', '10.0-noble-chiseled')).toEqual([]);
  const off = 'ENV DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=false\n';
  expect(messages('<InvariantGlobalization>true</InvariantGlobalization>', '10.0-alpine', off)).toEqual([]);
  expect(
    messages('<InvariantGlobalization Condition="$(X)">false</InvariantGlobalization>', '10.0-alpine'),
  ).toEqual([]);
});
