/** References as people write them, and what the catalogue must say of each; taken from the facts. */

const sha = `sha256:${'0123456789abcdef'.repeat(4)}`;

export const images: readonly (readonly [reference: string, expected: string])[] = [
  // The seeds.
  [
    'openjdk:11-jdk',
    'official, java 11, debian 11, glibc 2.31, /bin/sh, 0, floated bullseye, discontinued 2022-07-31, Debian 11 ended 2024-08-14',
  ],
  [
    'openjdk:11-jre-slim',
    'official, java 11, debian 11, glibc 2.31, /bin/sh, 0, floated bullseye, discontinued 2022-07-31, Debian 11 ended 2024-08-14',
  ],
  [
    'gcr.io/distroless/java11-debian11',
    'google-distroless, java 11, debian 11, glibc 2.31, no shell, 0, discontinued 2024-09-03',
  ],
  [
    'gcr.io/distroless/java11-debian11:debug',
    'google-distroless, java 11, debian 11, glibc 2.31, /busybox/sh, 0, discontinued 2024-09-03',
  ],
  ['ubuntu', 'official, ubuntu 26.04, glibc 2.43, /bin/sh, 0, floats resolute'],
  ['scratch', 'scratch, none, no shell, 0'],
  ['gcr.io/distroless/static', 'google-distroless, debian 13, none, no shell, 0, floats debian13'],
  [
    'gcr.io/distroless/static:nonroot',
    'google-distroless, debian 13, none, no shell, 65532, floats debian13',
  ],
  [
    'golang:1.16-alpine',
    'official, go 1.16, alpine 3.15, musl, /bin/sh, 0, floated alpine3.15, Go 1.16 ended 2022-03-15, Alpine 3.15 ended 2023-11-01',
  ],
  [
    'gcr.io/distroless/base-debian10',
    'google-distroless, debian 10, glibc 2.28, no shell, 0, discontinued 2022-09-06',
  ],
  [
    'node:18',
    'official, node 18, debian 12, glibc 2.36, /bin/sh, 0, floated bookworm, Node.js 18 ended 2025-04-30',
  ],
  [
    'node:18-alpine',
    'official, node 18, alpine 3.21, musl, /bin/sh, 0, floated alpine3.21, Node.js 18 ended 2025-04-30, Alpine 3.21 ended 2026-11-01',
  ],
  [
    'gcr.io/distroless/nodejs18',
    'google-distroless, node 18, debian 12, glibc 2.36, no shell, 0, floated debian12, discontinued 2025-04-30, Node.js 18 ended 2025-04-30',
  ],
  [
    'golang:1.22-alpine',
    'official, go 1.22, alpine 3.21, musl, /bin/sh, 0, floated alpine3.21, Go 1.22 ended 2025-02-11, Alpine 3.21 ended 2026-11-01',
  ],

  // Go, in every form of tag.
  ['golang', 'official, go, debian 13, glibc 2.41, /bin/sh, 0, floats trixie'],
  ['golang:latest', 'official, go, debian 13, glibc 2.41, /bin/sh, 0, floats trixie'],
  ['golang:1', 'official, go 1, debian 13, glibc 2.41, /bin/sh, 0, floats trixie'],
  ['golang:alpine', 'official, go, alpine 3.24, musl, /bin/sh, 0, floats alpine3.24'],
  ['golang:bookworm', 'official, go, debian 12, glibc 2.36, /bin/sh, 0'],
  ['golang:1.27', 'official, go 1.27, debian 13, glibc 2.41, /bin/sh, 0, floats trixie'],
  [
    'golang:1.24',
    'official, go 1.24, debian 13, glibc 2.41, /bin/sh, 0, floated trixie, Go 1.24 ended 2026-02-10',
  ],
  [
    'golang:1.24.5',
    'official, go 1.24.5, debian 12, glibc 2.36, /bin/sh, 0, floated bookworm, Go 1.24 ended 2026-02-10',
  ],
  [
    'golang:1.24.5-bookworm',
    'official, go 1.24.5, debian 12, glibc 2.36, /bin/sh, 0, Go 1.24 ended 2026-02-10',
  ],
  [
    'golang:1.22-alpine3.19',
    'official, go 1.22, alpine 3.19, musl, /bin/sh, 0, Go 1.22 ended 2025-02-11, Alpine 3.19 ended 2025-11-01',
  ],
  [
    'golang:1.22.3-bullseye',
    'official, go 1.22.3, debian 11, glibc 2.31, /bin/sh, 0, Go 1.22 ended 2025-02-11, Debian 11 ended 2024-08-14',
  ],
  [
    'golang:1.21.5-alpine',
    'official, go 1.21.5, alpine 3.19, musl, /bin/sh, 0, floated alpine3.19, Go 1.21 ended 2024-08-13, Alpine 3.19 ended 2025-11-01',
  ],
  [
    'golang:1.8',
    'official, go 1.8, debian 8, glibc 2.19, /bin/sh, 0, floated jessie, Debian 8 ended 2018-06-17',
  ],
  ['golang:1.5', 'official, go 1.5, /bin/sh, 0'],
  ['docker.io/library/golang:1.27-trixie', 'official, go 1.27, debian 13, glibc 2.41, /bin/sh, 0'],
  ['index.docker.io/library/golang:1.27-trixie', 'official, go 1.27, debian 13, glibc 2.41, /bin/sh, 0'],
  // Newer than the facts: a patch release follows its line, a new line is known by its suffix alone.
  ['golang:1.27.9', 'official, go 1.27.9, debian 13, glibc 2.41, /bin/sh, 0, floats trixie'],
  ['golang:1.28', 'official, go 1.28, /bin/sh, 0'],
  ['golang:1.28-trixie', 'official, go 1.28, debian 13, glibc 2.41, /bin/sh, 0'],
  ['golang:1.27-alpine3.25', 'official, go 1.27, alpine 3.25, musl, /bin/sh, 0'],
  ['golang:1.22.99', 'unknown'],
  ['golang:1.22-windowsservercore', 'unknown'],
  ['golang:nonesuch', 'unknown'],
  // A digest stops a tag from moving and hides which of its distributions it was.
  [`golang:1.24@${sha}`, 'official, go 1.24, debian, glibc, /bin/sh, 0, Go 1.24 ended 2026-02-10'],
  [`golang:1.27-trixie@${sha}`, 'official, go 1.27, debian 13, glibc 2.41, /bin/sh, 0'],
  [
    `golang:1.24.5@${sha}`,
    'official, go 1.24.5, debian 12, glibc 2.36, /bin/sh, 0, Go 1.24 ended 2026-02-10',
  ],
  [`golang@${sha}`, 'unknown'],

  // Other languages.
  ['node', 'official, node, debian 13, glibc 2.41, /bin/sh, 0, floats trixie'],
  ['node:22', 'official, node 22, debian 12, glibc 2.36, /bin/sh, 0, floats bookworm'],
  ['node:lts-alpine', 'official, node, alpine 3.24, musl, /bin/sh, 0, floats alpine3.24'],
  [
    'node:18.16.0-slim',
    'official, node 18.16.0, debian 12, glibc 2.36, /bin/sh, 0, floated bookworm, Node.js 18 ended 2025-04-30',
  ],
  [
    'node:20-bullseye-slim',
    'official, node 20, debian 11, glibc 2.31, /bin/sh, 0, Node.js 20 ended 2026-04-30, Debian 11 ended 2024-08-14',
  ],
  ['node:26.9.1-slim', 'official, node 26.9.1, debian 13, glibc 2.41, /bin/sh, 0, floats trixie'],
  ['node:27', 'official, node 27, /bin/sh, 0'],
  ['python:3.11-slim', 'official, python 3.11, debian 13, glibc 2.41, /bin/sh, 0, floats trixie'],
  [
    'python:3.11.4-slim-bullseye',
    'official, python 3.11.4, debian 11, glibc 2.31, /bin/sh, 0, Debian 11 ended 2024-08-14',
  ],
  [
    'python:3.9',
    'official, python 3.9, debian 13, glibc 2.41, /bin/sh, 0, floated trixie, Python 3.9 ended 2025-10-31',
  ],
  [
    'python:2.7',
    'official, python 2.7, debian 10, glibc 2.28, /bin/sh, 0, floated buster, Python 2.7 ended 2020-01-01, Debian 10 ended 2022-09-10',
  ],
  ['rust:1.75', 'official, rust 1.75, debian 12, glibc 2.36, /bin/sh, 0, floated bookworm'],
  [
    'rust:1.70-slim-bullseye',
    'official, rust 1.70, debian 11, glibc 2.31, /bin/sh, 0, Debian 11 ended 2024-08-14',
  ],
  ['rust:1-alpine', 'official, rust 1, alpine 3.24, musl, /bin/sh, 0, floats alpine3.24'],
  [
    'openjdk:8u181-jdk',
    'official, java 8, debian 9, glibc 2.24, /bin/sh, 0, floated stretch, discontinued 2022-07-31, Debian 9 ended 2020-07-18',
  ],
  [
    'openjdk:17',
    'official, java 17, oraclelinux 8, glibc 2.28, /bin/sh, 0, floated oraclelinux8, discontinued 2022-07-31',
  ],
  ['eclipse-temurin:21', 'official, java 21, ubuntu 26.04, glibc 2.43, /bin/sh, 0, floats resolute'],
  ['eclipse-temurin:21-jre-alpine', 'official, java 21, alpine 3.24, musl, /bin/sh, 0, floats alpine3.24'],
  [
    'eclipse-temurin:17.0.5_8-jdk',
    'official, java 17.0.5, ubuntu 22.04, glibc 2.35, /bin/sh, 0, floated jammy',
  ],
  ['amazoncorretto:17', 'official, java 17, amazonlinux 2023, glibc 2.34, /bin/sh, 0, floats al2023'],
  ['maven:3.9-eclipse-temurin-21', 'official, maven 3.9, ubuntu 24.04, glibc 2.39, /bin/sh, 0, floats noble'],
  ['maven:3.8-openjdk-11', 'official, maven 3.8, /bin/sh, 0'],
  ['gradle:8.5-jdk17', 'official, gradle 8.5, ubuntu 22.04, glibc 2.35, /bin/sh, 0, floated jammy'],
  ['php:8.2-fpm-alpine', 'official, php 8.2, alpine 3.24, musl, /bin/sh, 0, floats alpine3.24'],
  [
    'php:7.4-apache',
    'official, php 7.4, debian 11, glibc 2.31, /bin/sh, 0, floated bullseye, PHP 7.4 ended 2022-11-28, Debian 11 ended 2024-08-14',
  ],
  [
    'ruby:3.2-slim',
    'official, ruby 3.2, debian 13, glibc 2.41, /bin/sh, 0, floated trixie, Ruby 3.2 ended 2026-03-31',
  ],
  ['gcc:13', 'official, gcc 13, debian 12, glibc 2.36, /bin/sh, 0, floats bookworm'],
  ['nginx:stable-alpine', 'official, nginx, alpine 3.24, musl, /bin/sh, 0, floats alpine3.24'],
  ['postgres:15', 'official, postgres 15, debian 13, glibc 2.41, /bin/sh, 0, floats trixie'],
  ['redis:7', 'official, redis 7, debian 12, glibc 2.36, /bin/sh, 0, floats bookworm'],

  // Systems.
  ['debian', 'official, debian 13, glibc 2.41, /bin/sh, 0, floats trixie'],
  ['debian:bookworm-slim', 'official, debian 12, glibc 2.36, /bin/sh, 0'],
  ['debian:11', 'official, debian 11, glibc 2.31, /bin/sh, 0, Debian 11 ended 2024-08-14'],
  ['debian:bookworm-20240101-slim', 'official, debian 12, glibc 2.36, /bin/sh, 0'],
  ['debian:buster', 'official, debian 10, glibc 2.28, /bin/sh, 0, Debian 10 ended 2022-09-10'],
  ['ubuntu:22.04', 'official, ubuntu 22.04, glibc 2.35, /bin/sh, 0'],
  ['ubuntu:focal', 'official, ubuntu 20.04, glibc 2.31, /bin/sh, 0, Ubuntu 20.04 ended 2025-05-31'],
  ['ubuntu:18.04', 'official, ubuntu 18.04, glibc 2.27, /bin/sh, 0, Ubuntu 18.04 ended 2023-05-31'],
  ['alpine:3.18.4', 'official, alpine 3.18, musl, /bin/sh, 0, Alpine 3.18 ended 2025-05-09'],
  ['alpine:3', 'official, alpine, musl, /bin/sh, 0, floats alpine'],
  [
    'centos:7',
    'official, centos 7, glibc 2.17, /bin/sh, 0, discontinued 2024-07-01, CentOS 7 ended 2024-06-30',
  ],
  ['amazonlinux:2', 'official, amazonlinux 2, glibc 2.26, /bin/sh, 0, Amazon Linux 2 ended 2026-06-30'],
  ['rockylinux:9', 'official, rockylinux 9, glibc 2.34, /bin/sh, 0'],
  ['busybox', 'official, /bin/sh, 0'],

  // Distroless names, present and past.
  ['gcr.io/distroless/static-debian13:nonroot', 'google-distroless, debian 13, none, no shell, 65532'],
  [
    'gcr.io/distroless/static-debian12',
    'google-distroless, debian 12, none, no shell, 0, discontinued 2026-09-01',
  ],
  [
    'gcr.io/distroless/base-debian13:debug-nonroot',
    'google-distroless, debian 13, glibc 2.41, /busybox/sh, 65532',
  ],
  [
    'gcr.io/distroless/cc-debian13:nonroot-arm64',
    'google-distroless, debian 13, glibc 2.41, no shell, 65532',
  ],
  [
    `gcr.io/distroless/cc-debian13:nonroot-${'0af1'.repeat(10)}`,
    'google-distroless, debian 13, glibc 2.41, no shell, 65532',
  ],
  ['gcr.io/distroless/nodejs22-debian13', 'google-distroless, node 22, debian 13, glibc 2.41, no shell, 0'],
  [
    'gcr.io/distroless/nodejs:16',
    'google-distroless, node 16, glibc, no shell, 0, discontinued 2023-04-04, Node.js 16 ended 2023-09-11',
  ],
  [
    'gcr.io/distroless/java:11-debug',
    'google-distroless, java 11, glibc, /busybox/sh, 0, discontinued 2022-04-19',
  ],
  [
    'gcr.io/distroless/python3',
    'google-distroless, python 3.13, debian 13, glibc 2.41, no shell, 0, floats debian13',
  ],
  [
    'gcr.io/distroless/python3-debian11',
    'google-distroless, python 3.9, debian 11, glibc 2.31, /bin/sh, 0, discontinued 2024-09-03, Python 3.9 ended 2025-10-31',
  ],
  [
    'gcr.io/distroless/java21-debian13:nonroot',
    'google-distroless, java 21, debian 13, glibc 2.41, no shell, 65532',
  ],
  ['gcr.io/distroless/ruby', 'unknown'],
  ['gcr.io/distroless/static-debian13:1.2', 'unknown'],
  ['gcr.io/distroless/static-debian14', 'unknown'],

  // Other families.
  ['cgr.dev/chainguard/node', 'chainguard, node, wolfi, glibc 2.43, /bin/sh, 65532'],
  ['cgr.dev/chainguard/python:latest', 'chainguard, python, wolfi, glibc 2.43, no shell, 65532'],
  ['cgr.dev/chainguard/python:latest-dev', 'chainguard, python, wolfi, glibc 2.43, /bin/sh, 65532'],
  ['cgr.dev/chainguard/python:3.11', 'unknown'],
  ['cgr.dev/chainguard/static', 'chainguard, wolfi, none, no shell, 65532'],
  ['dhi.io/node:22', 'hardened, node 22, debian 13, glibc 2.41, no shell, 1000'],
  ['dhi.io/node:22-debian13', 'hardened, node 22, debian 13, glibc 2.41, no shell, 1000'],
  ['dhi.io/node:22-alpine3.24-dev', 'hardened, node 22, alpine 3.24, musl, /bin/sh, 0'],
  [
    'dhi.io/python:3.10',
    'hardened, python 3.10, debian 13, glibc 2.41, no shell, 65532, Python 3.10 ended 2026-10-31',
  ],
  ['dhi.io/python:3.99', 'unknown'],
  [
    'mcr.microsoft.com/dotnet/aspnet:8.0',
    'dotnet, dotnet 8.0, debian 12, glibc 2.36, /bin/sh, 0, .NET 8 ended 2026-11-10',
  ],
  ['mcr.microsoft.com/dotnet/aspnet:10.0', 'dotnet, dotnet 10.0, ubuntu 24.04, glibc 2.39, /bin/sh, 0'],
  [
    'mcr.microsoft.com/dotnet/aspnet:10.0.3-noble-chiseled',
    'dotnet-chiseled, dotnet 10.0.3, ubuntu 24.04, glibc 2.39, no shell, 1654',
  ],
  ['mcr.microsoft.com/dotnet/sdk:6.0', 'dotnet, dotnet 6.0, /bin/sh, 0, .NET 6 ended 2024-11-12'],
  [
    'mcr.microsoft.com/dotnet/aspnet:6.0-alpine3.18',
    'dotnet, dotnet 6.0, alpine 3.18, musl, /bin/sh, 0, .NET 6 ended 2024-11-12, Alpine 3.18 ended 2025-05-09',
  ],
  ['mcr.microsoft.com/dotnet/framework/aspnet:4.8', 'unknown'],
  ['registry.access.redhat.com/ubi9/ubi-micro', 'ubi-micro, rhel 9, glibc 2.34, /bin/sh, 0'],

  // Unknown, whatever their names suggest.
  ['bitnami/node:18', 'unknown'],
  ['mycompany/golang:1.24', 'unknown'],
  ['registry.example.com/library/golang:1.24', 'unknown'],
  ['localhost:5000/distroless/static', 'unknown'],
  ['build', 'unknown'],
  ['constructor', 'unknown'],
  ['__proto__:latest', 'unknown'],
];
