/** Which lines make would run: each case agrees with what GNU make 4.3 prints with `-n -B`, and with the shell left to run what only it can tell. */
import picomatch from 'picomatch/posix';
import { describe, expect, test } from 'vitest';
import { stepsFor } from '../server/src/core/shell/make/make-steps';
import { readMakefile } from '../server/src/core/shell/make/read-makefile';

interface Case {
  readonly about: string;
  readonly text: readonly string[];
  readonly files?: readonly string[];
  readonly included?: Readonly<Record<string, string>>;
  readonly goal?: string;
  readonly given?: Readonly<Record<string, string>>;
  /** Undefined where it cannot be told. */
  readonly lines: readonly string[] | undefined;
}

const cases: readonly Case[] = [
  {
    about: 'objects in a folder of their own, which must be there first',
    text: [
      'SRCS := $(wildcard src/*.c)',
      'OBJS := $(patsubst src/%.c,obj/%.o,$(SRCS))',
      'bin/app: $(OBJS) | bin',
      '\t$(CC) -o $@ $^ -lm',
      'obj/%.o: src/%.c | obj',
      '\t$(CC) -c $< -o $@',
      'bin obj:',
      '\t@mkdir -p $@',
    ],
    files: ['src/a.c', 'src/b.c', 'src/b.h'],
    lines: [
      'mkdir -p obj',
      'cc -c src/a.c -o obj/a.o',
      'cc -c src/b.c -o obj/b.o',
      'mkdir -p bin',
      'cc -o bin/app obj/a.o obj/b.o -lm',
    ],
  },
  {
    about: 'conditions, else if, and what the command line sets',
    text: [
      'ifeq ($(OS),Windows_NT)',
      '  LIBS = -lws2_32',
      'else ifeq ($(shell uname -s),Darwin)',
      '  LIBS = -framework Cocoa',
      'else',
      '  LIBS = -lpthread',
      'endif',
      'ifdef DEBUG',
      'CFLAGS += -g',
      'endif',
      'app: a.c',
      '\tcc $(CFLAGS) $< $(LIBS) -o $@',
    ],
    files: ['a.c'],
    given: { DEBUG: '1' },
    lines: ['cc -g a.c -lpthread -o app'],
  },
  {
    about: 'variables that are set for one target and what it needs',
    text: ['CFLAGS := -O2', 'debug: CFLAGS += -g', 'debug: app', 'app: a.o', '\tcc $(CFLAGS) -o $@ $^'],
    files: ['a.c'],
    goal: 'debug',
    lines: ['cc -O2 -g -c -o a.o a.c', 'cc -O2 -g -o app a.o'],
  },
  {
    about: 'a simple variable that names itself, and functions of names',
    text: [
      'FLAGS := -a',
      'FLAGS := $(FLAGS) -b',
      'DIRS = one two',
      'all:',
      '\techo $(FLAGS) $(foreach d,$(DIRS),$(wildcard $(d)/*.c)) $(addsuffix .o,$(basename $(notdir one/x.c)))',
      '\techo $(filter-out %.h,a.c b.h) $(if $(DIRS),yes,no) $(words $(DIRS)) $(sort b a b) $(dir one/x.c)',
    ],
    files: ['one/x.c', 'two/y.c'],
    lines: ['echo -a -b one/x.c two/y.c x.o', 'echo a.c yes 2 a b one/'],
  },
  {
    about: 'static pattern rules, substitution references of computed lists, folders of automatic variables',
    text: [
      'SRCS = $(wildcard *.c)',
      'OBJS = $(SRCS:%.c=out/%.o)',
      'all: $(OBJS)',
      '$(OBJS): out/%.o: %.c',
      '\t@mkdir -p $(@D)',
      '\tcc -c $< -o $@ # $*',
    ],
    files: ['a.c'],
    lines: ['mkdir -p out', 'cc -c a.c -o out/a.o # a'],
  },
  {
    about: 'what the shell of the recipe will tell',
    text: ['LIBS := $(shell pkg-config --libs zlib)', 'app: a.c', '\tcc $< $(LIBS) -o $@'],
    files: ['a.c'],
    lines: ['cc a.c $(pkg-config --libs zlib) -o app'],
  },
  {
    about: 'the system, however its name is made small',
    text: ["OS := $(shell uname -s | awk '{print tolower($$0)}')", 'app:', '\tGOOS=$(OS) go build'],
    lines: ['GOOS=linux go build'],
  },
  {
    about: 'find, names with ./, old suffix rules, a recipe behind a semicolon',
    text: [
      'SRC = $(shell find . -name "*.cc" -type f)',
      '.SUFFIXES: .cc .o',
      '.cc.o: ; g++ -c $<',
      'app: $(SRC:.cc=.o)',
      '\tg++ $^',
    ],
    files: ['a.cc', 'sub/b.cc'],
    lines: ['g++ -c a.cc', 'g++ -c sub/b.cc', 'g++ a.o sub/b.o'],
  },
  {
    about: 'an included file, and sources in the folders of VPATH',
    text: ['include config.mk', '-include missing.mk', 'VPATH = src', 'app: a.o', '\tcc -o $@ $^ $(LIBS)'],
    files: ['config.mk', 'src/a.c'],
    included: { 'config.mk': 'LIBS = -lz\n' },
    lines: ['cc -c -o a.o src/a.c', 'cc -o app a.o -lz'],
  },
  {
    about: 'compilers that make knows are set',
    text: ['CXX ?= clang++', 'STD ?= c++17', 'app: a.cpp', '\t$(CXX) -std=$(STD) $< -o $@'],
    files: ['a.cpp'],
    lines: ['g++ -std=c++17 a.cpp -o app'],
  },
  {
    about: 'a target that only the shell could name may be the one that is wanted',
    text: ['all: app', '$(shell ./name): a.c', '\tcc $< -o $@'],
    files: ['a.c'],
    lines: undefined,
  },
  {
    about: 'a condition that only a run could decide',
    text: ['ifeq ($(shell ./configure),yes)', 'LIBS = -lz', 'endif', 'app: a.c', '\tcc $< $(LIBS)'],
    files: ['a.c'],
    lines: undefined,
  },
  {
    about: 'targets whose names begin like directives',
    text: ['all: load-data export-all else-where', 'load-data export-all else-where define-it:', '\techo $@'],
    lines: ['echo load-data', 'echo export-all', 'echo else-where'],
  },
  {
    about: 'canned recipes',
    text: ['define build', 'cc a.c', 'endef', 'app:', '\t$(build)'],
    lines: undefined,
  },
  { about: 'nothing makes what is needed', text: ['app: a.o', '\tcc $^'], lines: undefined },
  { about: 'a target that needs itself', text: ['a: b', 'b: a', '\techo b'], lines: ['echo b'] },
  {
    about: 'a variable that is itself',
    text: ['A = $(A)', 'a:', '\techo $(A)'],
    lines: ['echo $(distill-unknown)'],
  },
];

describe('make', () => {
  test.each(cases)('$about', ({ text, files = [], included = {}, goal, given = {}, lines }) => {
    const folders = files.flatMap(file => (file.includes('/') ? [file.slice(0, file.lastIndexOf('/'))] : []));
    const there = new Set([...files, ...folders]);
    const makefile = readMakefile(`${text.join('\n')}\n`, 'Makefile', {
      directory: '/src',
      overrides: new Map(Object.entries(given)),
      environment: () => undefined,
      exists: path => there.has(path),
      matches: pattern => {
        const plain = pattern.replace(/^\.\//, '');
        const start = pattern.slice(0, pattern.length - plain.length);
        return [...there]
          .filter(path => picomatch.isMatch(path, plain))
          .map(path => start + path)
          .sort();
      },
      text: path => included[path],
    });
    const wanted = goal ?? makefile?.defaultGoal;
    const steps = makefile === undefined || wanted === undefined ? undefined : stepsFor(makefile, wanted);
    expect(steps?.map(({ line }) => line.replace(/\s+/g, ' '))).toEqual(lines);
  });
});
