/** Tools of development in JavaScript projects: their packages, and the files that only they read. */

/** Whether a package is a tool for building, testing or checking, which no program loads when it runs. */
export function isTool(name: string): boolean {
  return tools.test(name);
}

/** Whether a file, by its path in the project, is a test or holds the settings of a tool. */
export function isToolFile(path: string): boolean {
  return tests.test(path) || settings.test(path);
}

const tests =
  /(?:^|\/)(?:tests?|__tests__|__mocks__|spec|e2e|cypress|testdata|fixtures|examples|docs|\.storybook|\.github|\.husky|\.vscode|\.yarn)\/|\.(?:test|spec|e2e-spec|stories|bench|cy)\.[cm]?[jt]sx?$|\.d\.[cm]?ts$/;

const settings =
  /(?:^|\/)(?:(?:jest|vitest|vite|webpack|rollup|babel|eslint|prettier|tailwind|postcss|commitlint|lint-?staged|tsup|tsdown|cypress|playwright|karma|protractor|stylelint|metro|craco|vue|svelte|astro|nuxt|codegen|drizzle|orval|release|knip|prisma|uno|windi|esbuild|build|wallaby|stryker|ava|nyc|typedoc|changelog|cz|snowpack|rspack|farm|turbo|gatsby|remix|react-router|vitest\.workspace|jest\.setup|i18next-parser)(?:[.-][\w-]+)*\.config|(?:webpack|rollup|esbuild)(?:\.[\w-]+)+|jest\.setup|jest-e2e|setupTests|karma\.conf|protractor\.conf|gulpfile(?:\.babel)?|Gruntfile|\.(?:eslintrc|prettierrc|babelrc|lintstagedrc|commitlintrc|stylelintrc|mocharc|huskyrc|versionrc|czrc|swcrc)|babel\.config|ecosystem\.config|plopfile|vite-env)\.[cm]?[jt]s$/;

const tools = new RegExp(
  `^(?:${[
    '@types/.+',
    '(?:@[\\w-]+/)?eslint(?:-.+)?',
    '@eslint/.+|@typescript-eslint/.+|typescript-eslint|@stylistic/.+|@rushstack/eslint-.+|@next/eslint-.+',
    '(?:@[\\w-]+/)?prettier(?:-.+)?|@trivago/prettier-.+|pretty-quick',
    '(?:@[\\w-]+/)?(?:stylelint|tslint|markdownlint|commitlint|textlint)(?:-.+)?|@commitlint/.+|commitizen|cz-.+',
    'typescript|ts-node|ts-node-dev|tsx|ts-loader|tsc-watch|tsc-alias|tsconfig-.+|@tsconfig/.+|tsup|tsd|nodemon',
    '(?:@[\\w-]+/)?jest(?:-.+)?|@jest/.+|ts-jest|vitest|@vitest/.+|mocha|mochawesome|chai|chai-.+|sinon|sinon-.+',
    'nyc|c8|istanbul|supertest|nock|ava|tap|tape|jasmine|jasmine-.+|karma|karma-.+|cypress|playwright|@playwright/.+',
    '@testing-library/.+|@faker-js/faker|faker|mongodb-memory-server(?:-.+)?|codecov|coveralls|jsdom|happy-dom',
    'husky|lint-staged|simple-git-hooks|semantic-release|@semantic-release/.+|standard|standard-version|release-it',
    'rimraf|del-cli|concurrently|npm-run-all2?|cross-env|copyfiles|cpx2?|shx|wait-on|npm-check-updates|depcheck|knip',
    'webpack|webpack-.+|[\\w-]+-webpack-plugin|[\\w-]+-loader|rollup|rollup-.+|@rollup/.+|vite|vite-.+|@vitejs/.+',
    'esbuild|esbuild-.+|parcel|parcel-.+|@vercel/ncc|@swc/(?:cli|core|jest)|babel-.+|@babel/(?:cli|core|node|preset-.+|plugin-.+|eslint-.+|register)',
    '@nestjs/(?:cli|schematics|testing)|@angular/(?:cli|compiler-cli)|@angular-devkit/.+|prisma|drizzle-kit|sequelize-cli',
    'tailwindcss|@tailwindcss/.+|postcss|postcss-.+|autoprefixer|sass|node-sass|less|cssnano|@biomejs/biome|dprint',
    'grunt|grunt-.+|gulp|gulp-.+|storybook|@storybook/.+|typedoc|typedoc-.+|jsdoc|source-map-explorer|@graphql-codegen/.+',
    'opencollective|patch-package|postinstall-postinstall|only-allow|turbo|nx|@nx/.+|@nrwl/.+|lerna|@changesets/.+',
  ].join('|')})$`,
);
