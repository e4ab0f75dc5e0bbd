/** What the build tools of Java and .NET leave in a stage, by the manifests of the context. */
import { describe, expect, test } from 'vitest';
import { unknownContext } from '../server/src/core/context/build-context';
import { lookup } from '../server/src/core/effects/contents';
import type { StageEffects } from '../server/src/core/effects/stage-effects';
import { readGradleBuild, readGradleSettings } from '../server/src/core/manifests/gradle';
import { javaRelease, readPom, resolveText } from '../server/src/core/manifests/pom';
import { readSbt } from '../server/src/core/manifests/sbt';
import { defaultSettings } from '../server/src/core/settings';
import { readSubject } from '../server/src/core/subject';
import { knownContext } from './support/page';

function effects(dockerfile: string, files?: readonly string[]): StageEffects {
  const context = files === undefined ? unknownContext : knownContext(files);
  const [first] = readSubject(`${dockerfile}\n`, context, defaultSettings('2026-11-20')).effects;
  if (first === undefined) throw new Error('no stage');
  return first;
}

function artifacts(found: StageEffects): string[] {
  return found.artifacts.map(({ kind, path, release, dynamic, libc }) =>
    [
      kind,
      path ?? '?',
      release,
      dynamic === true ? 'dynamic' : dynamic === false ? 'static' : undefined,
      libc,
    ]
      .filter(part => part !== undefined)
      .join(' '),
  );
}

const presence = (found: StageEffects, ...paths: readonly string[]): string[] =>
  paths.map(path => lookup(found.contents, path).presence);

const pom = (inside: string): string => `pom.xml: <project><artifactId>app</artifactId>${inside}</project>`;
const source = 'src/main/java/Main.java: class Main {}';

describe('Maven', () => {
  const build = 'FROM maven:3-eclipse-temurin-21\nWORKDIR /app\nCOPY . .\nRUN mvn -B package';

  test('names the jar after artifact and version', () => {
    const found = effects(build, [
      pom(
        '<version>1.0</version><properties><maven.compiler.release>17</maven.compiler.release></properties>',
      ),
      source,
    ]);
    expect(artifacts(found)).toEqual(['classes /app/target/classes 17', 'jar /app/target/app-1.0.jar 17']);
    expect(presence(found, '/app/target/app-1.0.jar', '/app/target/other.jar')).toEqual(['yes', 'maybe']);
    // Nothing outside of the project and of the repository is touched.
    expect(presence(found, '/srv/app.jar', '/root/.m2/x')).toEqual(['maybe', 'maybe']);
    expect(found.contents.unknownSince).toBeUndefined();
  });

  test('follows modules, parents and properties', () => {
    const found = effects(build, [
      'pom.xml: <project><groupId>g</groupId><artifactId>all</artifactId><version>${revision}</version><packaging>pom</packaging><properties><revision>3.1</revision></properties><modules><module>web</module><module>lib</module></modules></project>',
      'web/pom.xml: <project><parent><groupId>g</groupId><artifactId>all</artifactId><version>3.1</version></parent><artifactId>web</artifactId><packaging>war</packaging></project>',
      'lib/pom.xml: <project><parent><groupId>g</groupId><artifactId>all</artifactId><version>3.1</version></parent><artifactId>lib</artifactId><build><finalName>${project.artifactId}-final</finalName></build></project>',
      'lib/src/main/java/A.java: class A {}',
    ]);
    expect(artifacts(found)).toEqual([
      'jar /app/web/target/web-3.1.war',
      'classes /app/lib/target/classes',
      'jar /app/lib/target/lib-final.jar',
    ]);
  });

  test('takes properties of the command line, and doubts profiles and modules chosen there', () => {
    const files = [pom('<version>${revision}</version>'), source];
    const given = effects(`${build} -Drevision=7`, files);
    expect(presence(given, '/app/target/app-7.jar')).toEqual(['yes']);
    expect(artifacts(effects(build, files))).toContain('jar ?');
    const chosen = effects(`${build} -Pprod`, [pom('<version>1</version>'), source]);
    expect(presence(chosen, '/app/target/app-1.jar')).toEqual(['maybe']);
  });

  test('makes nothing of its own while it fetches', () => {
    const found = effects('FROM maven:3\nWORKDIR /app\nCOPY pom.xml .\nRUN mvn dependency:go-offline', [
      pom('<version>1</version>'),
    ]);
    expect(artifacts(found)).toEqual([]);
  });

  test('knows no name without a context', () => {
    expect(artifacts(effects(build))).toEqual(['jar ?']);
  });
});

describe('Gradle', () => {
  test('names the jar after project and version, without being sure of it', () => {
    const found = effects('FROM gradle:8-jdk21\nWORKDIR /app\nCOPY . .\nRUN ./gradlew build --no-daemon', [
      "settings.gradle: rootProject.name = 'shop'",
      "build.gradle: plugins { id 'java' }\\nversion = '2.0' // the release\\njava { toolchain { languageVersion = JavaLanguageVersion.of(17) } }",
    ]);
    expect(artifacts(found)).toEqual(['jar /app/build/libs/shop-2.0.jar 17']);
    expect(presence(found, '/app/build/libs/shop-2.0.jar')).toEqual(['maybe']);
  });

  test('leaves names alone that a script computes', () => {
    const computed = readGradleBuild('version = System.getenv(\'V\')\narchivesBaseName = "app"');
    expect(computed.version).toBeUndefined();
    expect(computed.customArchives).toBe(true);
    expect(readGradleBuild('jar { archiveFileName = "a.jar" }').customArchives).toBe(true);
    expect(readGradleSettings("include ':api', ':web:ui'\ninclude(\"cli\")").projects).toEqual([
      'api',
      'web/ui',
      'cli',
    ]);
    expect(readGradleBuild('sourceCompatibility = JavaVersion.VERSION_1_8').release).toBe(8);
    expect(readGradleBuild('kotlin { jvmToolchain(21) }').release).toBe(21);
  });
});

describe('the tools of a JDK', () => {
  test('javac compiles beside the sources or into a folder', () => {
    const beside = effects(
      'FROM eclipse-temurin:17-jdk\nWORKDIR /app\nCOPY . .\nRUN javac Main.java Odd.java',
      ['Main.java: public class Main {}', 'Odd.java: class Other {}'],
    );
    expect(presence(beside, '/app/Main.class', '/app/Odd.class', '/opt/x/Main.class')).toEqual([
      'yes',
      'maybe',
      'maybe',
    ]);
    expect(beside.artifacts[0]?.release).toBe(17);
    const folder = effects(
      'FROM eclipse-temurin:21-jdk\nWORKDIR /app\nCOPY . .\nRUN javac --release 11 -d out *.java',
      ['Main.java: class Main {}'],
    );
    expect(artifacts(folder)).toEqual(['classes /app/out 11']);
  });

  test('jar, jlink and native-image make what they are told to', () => {
    const base = 'FROM eclipse-temurin:21-jdk-alpine\nWORKDIR /app\n';
    expect(artifacts(effects(`${base}RUN jar cfe app.jar Main -C out .`))).toEqual(['jar /app/app.jar']);
    expect(artifacts(effects(`${base}RUN jar cmf manifest.txt app.jar Main.class`))).toEqual([
      'jar /app/app.jar',
    ]);
    expect(artifacts(effects(`${base}RUN jar --create --file=x.jar -C out .`))).toEqual(['jar /app/x.jar']);
    expect(artifacts(effects(`${base}RUN jlink --add-modules java.base --output /jre`))).toEqual([
      'runtime /jre 21 dynamic',
    ]);
    expect(presence(effects(`${base}RUN jlink --output /jre`), '/jre/bin/java')).toEqual(['yes']);
    expect(artifacts(effects(`${base}RUN native-image --static -jar app.jar`))).toEqual([
      'program /app/app static',
    ]);
    expect(artifacts(effects(`${base}RUN native-image -cp a.jar com.Main server`))).toEqual([
      'program /app/server dynamic',
    ]);
    expect(artifacts(effects(`${base}RUN native-image -jar app.jar -o bin/x`))).toEqual([
      'program /app/bin/x dynamic',
    ]);
  });

  test("java unpacks Spring's layers, and may do anything else", () => {
    const base = 'FROM eclipse-temurin:21-jre\nWORKDIR /app\n';
    const layers = effects(
      `${base}RUN java -Djarmode=tools -jar app.jar extract --layers --destination extracted`,
    );
    expect(layers.contents.unknownSince).toBeUndefined();
    expect(presence(layers, '/app/extracted')).toEqual(['yes']);
    expect(effects(`${base}RUN java -version`).contents.unknownSince).toBeUndefined();
    expect(effects(`${base}RUN java -jar tool.jar`).contents.unknownSince).toBeDefined();
  });

  test('sbt names the jar of assembly', () => {
    const files = ['build.sbt: name := "svc"\\nversion := "1.2"\\nscalaVersion := "2.13.14"'];
    expect(artifacts(effects('FROM debian:13\nWORKDIR /app\nCOPY . .\nRUN sbt assembly', files))).toEqual([
      'jar /app/target/scala-2.13/svc-assembly-1.2.jar',
    ]);
    expect(readSbt('name := "a"\nname := "b"').name).toBeUndefined();
    expect(readSbt('name := base + "x"').name).toBeUndefined();
  });
});

describe('.NET', () => {
  const web =
    'App.csproj: <Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup><TargetFramework>net10.0</TargetFramework>%</PropertyGroup></Project>';
  const project = (inside = ''): string[] => [web.replace('%', inside), 'Program.cs: x'];
  const base = 'FROM mcr.microsoft.com/dotnet/sdk:10.0\nWORKDIR /src\nCOPY . .\n';

  test('publishes the assembly and a program for the system of the SDK', () => {
    const found = effects(`${base}RUN dotnet publish -c Release -o /app`, project());
    expect(artifacts(found)).toEqual(['assembly /app/App.dll', 'program /app/App dynamic glibc']);
    expect(presence(found, '/app/App.dll', '/app', '/app/other.dll', '/srv/x')).toEqual([
      'yes',
      'yes',
      'maybe',
      'maybe',
    ]);
    expect(found.contents.unknownSince).toBeUndefined();
  });

  test('knows the folder by convention, and the names that the project sets', () => {
    const found = effects(
      `${base}RUN dotnet publish -r linux-musl-x64`,
      project('<AssemblyName>Shop</AssemblyName>'),
    );
    const folder = '/src/bin/Release/net10.0/linux-musl-x64/publish';
    expect(artifacts(found)).toEqual([`assembly ${folder}/Shop.dll`, `program ${folder}/Shop dynamic musl`]);
  });

  test('makes one native file ahead of time, and no program where nothing starts', () => {
    const native = effects(`${base}RUN dotnet publish -o /app`, project('<PublishAot>true</PublishAot>'));
    expect(artifacts(native)).toEqual(['program /app/App glibc']);
    const library = [
      'Lib.csproj: <Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>',
    ];
    expect(artifacts(effects(`${base}RUN dotnet build -o /app`, library))).toEqual(['assembly /app/Lib.dll']);
  });

  test('does not trust conditions, shared settings and unclear words', () => {
    const condition = effects(
      `${base}RUN dotnet publish -o /app`,
      project('<AssemblyName Condition="$(X)">Shop</AssemblyName>'),
    );
    expect(artifacts(condition)).toEqual([]);
    const other = effects(`${base}ARG V\nRUN dotnet publish -o /app -p:Version=$V`, project());
    expect(presence(other, '/app/App.dll')).toEqual(['maybe']);
  });
});

test('manifests that are none yield nothing', () => {
  expect(readPom('<project><unclosed>')).toBeUndefined();
  expect(readPom('')).toBeUndefined();
  expect(readPom('<other/>')).toBeUndefined();
  const circle = readPom('<project><properties><a>${b}</a><b>${a}</b></properties></project>');
  expect(circle === undefined ? 'none' : resolveText('${a}', [circle], new Map())).toBeUndefined();
  const old = readPom(
    '<project><properties><maven.compiler.target>1.8</maven.compiler.target></properties></project>',
  );
  expect(old === undefined ? 'none' : javaRelease([old], new Map())).toBe(8);
});

test('properties of a pom that grow without end are given up', () => {
  const names = 'abcdefghij'.split('');
  const twelve = (name: string): string => `\${${name}}`.repeat(12);
  const properties = names.map((name, at) => `<${name}>${twelve(names[at + 1] ?? 'z')}</${name}>`).join('');
  const pom = readPom(`<project><properties>${properties}<z>z</z></properties></project>`);
  expect(pom === undefined ? 'none' : resolveText('${a}', [pom], new Map())).toBeUndefined();
});

test('a version in a Gradle build ends where its line does', () => {
  expect(readGradleBuild(`version = '1'${' '.repeat(20_000)}x`).version).toBeUndefined();
  expect(readGradleBuild("version '1.0' ;  ").version).toBe('1.0');
});
