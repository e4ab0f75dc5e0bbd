/** What the tools of this ecosystem leave behind. */
import type { CommandHandler } from './commands';
import { applyGradle } from './java/gradle';
import {
  applyJar,
  applyJava,
  applyJavac,
  applyJlink,
  applyKeytool,
  applyNativeImage,
} from './java/jdk-tools';
import { applyMaven } from './java/maven';
import { applyKotlinc, applySbt } from './java/other-builds';

export const javaCommands: Readonly<Record<string, CommandHandler>> = {
  mvn: applyMaven,
  mvnw: applyMaven,
  'mvn-entrypoint.sh': (context, args) => applyMaven(context, args.slice(1)),
  gradle: applyGradle,
  gradlew: applyGradle,
  javac: applyJavac,
  jar: applyJar,
  java: applyJava,
  jlink: applyJlink,
  jdeps: () => {},
  keytool: applyKeytool,
  'native-image': applyNativeImage,
  sbt: applySbt,
  kotlinc: applyKotlinc,
};
