/** What gems need beside Ruby's slim image: libraries they are linked with, and programs they start. */
import { readRun } from '../../effects/run';
import type { Application } from '../applications/application';

/** The gems of the project by their names: of every Gemfile.lock, of Gemfiles without one, and what `gem install` names. */
export function declaredGems(
  { subject, chain }: Pick<Application, 'subject' | 'chain'>,
  startTexts: readonly string[],
): ReadonlySet<string> {
  const names = new Set<string>(installedByName(chain));
  // They start what a Procfile says.
  for (const text of startTexts)
    for (const name of text.match(/\b(?:foreman|overmind|hivemind)(?=\s+(?:start|s)\b)/g) ?? [])
      names.add(`${name} start`);
  const ofSystem = chain.some(({ stage }) =>
    stage.steps.some(({ instruction }) =>
      /(?:use|enable)[-_]system[-_]libraries/i.test(instruction.body.text),
    ),
  );
  const files = subject.tree.files('');
  for (const path of files) {
    // The lock says the same, with versions.
    if (path.endsWith('Gemfile') && files.includes(`${path}.lock`)) continue;
    const text = /(?:^|\/)Gemfile(?:\.lock)?$/.test(path) ? (subject.tree.text(path) ?? '') : '';
    const pattern = path.endsWith('.lock') ? /^ {4}([\w.-]+) \(/gm : /^\s*gem[\s(]+["']([\w.-]+)["']/gm;
    // Since 1.6 it compiles a SQLite of its own.
    for (const [line, name = ''] of text.matchAll(pattern))
      if (name !== 'sqlite3' || ofSystem || !/\((?:1\.[6-9]|1\.\d\d|[2-9])/.test(versionAt(text, line)))
        names.add(name);
    if (ofSystem && names.has('nokogiri')) names.add('nokogiri-of-the-system');
    // Bundler reads the gemspec of a gem from Git whenever the program starts, and most of those call Git.
    if (path.endsWith('.lock') && /^GIT$/m.test(text)) names.add(fromGit);
    if (/\.gemspec$/.test(path) && /\bgit\b/.test(subject.tree.text(path) ?? '')) names.add(fromGit);
  }
  return names;
}

/** What follows `gem install`, without versions; a word that cannot be known is no gem that is known. */
function installedByName(chain: Application['chain']): string[] {
  return chain.flatMap(({ stage }) =>
    stage.steps.flatMap(step => {
      if (step.instruction.keyword !== 'RUN') return [];
      return (readRun(step)?.commands ?? []).flatMap(({ words }) => {
        const values = words.map(word => word.value ?? word.text);
        if (!/(?:^|\/)gem$/.test(values[0] ?? '') || !/^i(?:nstall)?$/.test(values[1] ?? '')) return [];
        return values
          .slice(2)
          .filter((value, at) => !value.startsWith('-') && !takesValue.test(values[at + 1] ?? ''))
          .map(value => value.replace(/:[\d.]+$/, ''));
      });
    }),
  );
}

const takesValue = /^(?:-[vinPsbpD]|--(?:version|install-dir|bindir|source|platform|trust-policy))$/;

function versionAt(text: string, line: string): string {
  const at = text.indexOf(line);
  return text.slice(at, text.indexOf('\n', at)).trim();
}

/** Stands for every gem whose gemspec calls Git. */
const fromGit = '(git)';

/**
 * Packages of Debian for a gem; none for one that is plain Ruby, brings its libraries along, or is linked with what
 * Ruby itself is (OpenSSL, zlib, libffi, libyaml, libgmp: docker-library/ruby, 3.2/slim-bookworm/Dockerfile). False
 * where nobody knows: many gems are linked with what the full image happens to have.
 */
export function needsOfGem(name: string): readonly string[] | false {
  const known = linked.get(name);
  if (known !== undefined) return known;
  return plain.has(name) || plainFamilies.test(name) ? [] : false;
}

const linked: ReadonlyMap<string, readonly string[]> = new Map(
  [
    `${fromGit} git ca-certificates openssh-client`,
    'pg libpq5',
    'mysql2 libmariadb3',
    'sqlite3 libsqlite3-0',
    'nokogiri-of-the-system libxml2 libxslt1.1',
    'libxml-ruby libxml2',
    'curb libcurl4',
    'ethon libcurl4',
    'typhoeus libcurl4',
    'ruby-filemagic libmagic1',
    'mimemagic shared-mime-info',
    'mini_magick imagemagick',
    'image_processing imagemagick',
    'carrierwave imagemagick',
    'paperclip imagemagick file',
    'kt-paperclip imagemagick file',
    'git git ca-certificates openssh-client',
    'bundler-audit git ca-certificates',
    'solargraph git ca-certificates',
    'get_process_mem procps',
    'puma_worker_killer procps',
  ].map((line): [string, readonly string[]] => {
    const [name = '', ...packages] = line.split(' ');
    return [name, packages];
  }),
);

/** Of one maker, and all plain Ruby: parts of Rails, RSpec, the clients that Google and Amazon generate. */
const plainFamilies =
  /^(?:action_text-trix|actionpack-(?:page|action)_caching|actioncable-enhanced-postgresql-adapter|action(?:cable|mailbox|mailer|pack|text|view)|active(?:job|model|record|storage|support)|rspec(?:-\w+)*|rubocop(?:-\w+)*|google-(?:cloud|apis?|logging)-[\w-]+|googleapis-common-protos(?:-types)?|aws-(?:sdk-\w+|sigv4|eventstream|partitions)|faraday(?:[-_][\w-]+)?|net-\w+|omniauth(?:-[\w-]+)?|sentry-(?:ruby|rails|sidekiq)|opentelemetry-[\w-]+|dry-[\w-]+|capistrano(?:-[\w-]+)?|devise(?:-[\w-]+)?|cucumber(?:-[\w-]+)?|rails-[\w-]+|sprockets(?:-[\w-]+)?|jekyll(?:-[\w-]+)?|hanami(?:-[\w-]+)?|rom(?:-[\w-]+)?|roda(?:-[\w-]+)?|rack-[\w-]+|sinatra(?:-[\w-]+)?|solid_\w+|simplecov(?:[-_]\w+)?|factory_bot(?:_rails)?|guard(?:-\w+)?|sidekiq(?:-[\w-]+)?|resque(?:-[\w-]+)?|view_component(?:-\w+)?|i18n(?:-[\w-]+)?|tty-\w+|yard(?:-\w+)?|graphql(?:-[\w-]+)?|webmock|vcr|minitest(?:-[\w-]+)?)$/;

/** Read by their extconf.rb, or plain Ruby. */
const plain: ReadonlySet<string> = new Set(
  `
  rails railties rack rackup rake bundler thor zeitwerk tzinfo tzinfo-data concurrent-ruby builder erubi erb mail globalid
  marcel mini_mime mini_portile2 method_source loofah crass racc date time timeout json bigdecimal base64 benchmark bindex
  drb mutex_m securerandom stringio strscan uri logger ostruct observer abbrev csv matrix prime rexml rss pp prettyprint
  nokogiri psych reline irb rdoc io-console io-wait io-event etc fiddle digest fileutils forwardable singleton set tsort
  openssl zlib ffi readline
  puma unicorn thin webrick falcon iodine kgio raindrops nio4r eventmachine async websocket websocket-driver
  websocket-extensions websocket-client-simple faye-websocket event_emitter http http-cookie http-form_data llhttp-ffi
  llhttp http_parser.rb http-accept httparty rest-client httpclient httpx httpi excon connection_pool net-http-persistent
  bootsnap msgpack bcrypt ed25519 bcrypt_pbkdf rbtree oj ox yajl-ruby multi_json jsonapi-serializer jbuilder
  byebug debug pry pry-byebug pry-rails web-console listen rb-fsevent rb-inotify spring spring-watcher-listen spring-commands-rspec
  capybara selenium-webdriver webdrivers xpath regexp_parser public_suffix addressable rubyzip childprocess
  importmap-rails turbo-rails stimulus-rails turbolinks turbolinks-source propshaft cssbundling-rails jsbundling-rails
  tailwindcss-rails tailwindcss-ruby dartsass-rails sass-embedded sass-rails sassc sassc-rails sass webpacker shakapacker
  vite_rails vite_ruby semantic_range rack-proxy dry-cli coffee-rails coffee-script coffee-script-source uglifier terser execjs
  autoprefixer-rails jquery-rails jquery-ui-rails bootstrap bootstrap-sass popper_js font-awesome-rails font-awesome-sass
  haml haml-rails slim slim-rails tilt temple redcarpet kramdown kramdown-parser-gfm commonmarker rouge liquid mustache
  redis redis-client redis-namespace redis-store redis-actionpack redis-activesupport hiredis hiredis-client dalli
  kaminari kaminari-core kaminari-actionview kaminari-activerecord will_paginate pagy ransack pundit cancancan
  warden orm_adapter responders jwt oauth oauth2 hashie snaky_hash version_gem multi_xml signet googleauth os google-protobuf
  grpc gapic-common stackdriver stackdriver-core frozen_record prometheus-client prometheus_exporter yabeda
  dotenv dotenv-rails figaro config foreman annotate annotaterb bullet brakeman letter_opener letter_opener_web launchy
  erb_lint better_html smart_properties parser ast rainbow parallel ruby-progressbar unicode-display_width unicode-emoji language_server-protocol lint_roller
  prism ruby-lsp rbs standard standard-custom standard-performance diff-lcs docile coderay unf unf_ext domain_name mime-types mime-types-data
  ffaker faker database_cleaner database_cleaner-core database_cleaner-active_record shoulda-matchers shoulda-context timecop mocha
  crack hashdiff awesome_print amazing_print colorize pastel terminal-table tabulo table_print
  aasm statesman state_machines state_machines-activerecord paper_trail audited discard acts_as_list ancestry closure_tree friendly_id
  babosa stringex shrine down content_disposition active_model_serializers case_transform jsonapi-renderer
  blueprinter jb fast_jsonapi grape grape-entity mustermann mustermann-grape ruby2_keywords rswag rswag-api rswag-ui rswag-specs
  telegram-bot-ruby telegram-bot slack-ruby-client slack-ruby-bot discordrb discordrb-webhooks opus-ruby ruby-openai openai event_stream_parser multipart-post
  virtus axiom-types coercible descendants_tracker equalizer thread_safe ice_nine inflecto
  stripe twilio-ruby sendgrid-ruby mailgun-ruby postmark postmark-rails octokit sawyer koala
  clockwork rufus-scheduler fugit raabe et-orbi raabro whenever chronic delayed_job delayed_job_active_record good_job que
  lograge request_store semantic_logger rails_semantic_logger newrelic_rpm scout_apm skylight ddtrace datadog
  rails_12factor rails_serve_static_assets rails_stdout_logging rack_cors barnes
  sequel activerecord-import activerecord-session_store composite_primary_keys scenic strong_migrations
  kamal sshkit ansi bcrypt-ruby thruster
  simple_form cocoon nested_form formtastic activeadmin arbre inherited_resources has_scope administrate rails_admin
  remotipart ckeditor trix chartkick groupdate geocoder countries country_select money money-rails monetize
  axlsx caxlsx caxlsx_rails roo roo-xls spreadsheet ruby-ole prawn prawn-table pdf-core ttfunk pdf-reader Ascii85 ruby-rc4 hashery afm
  barby rqrcode rqrcode_core chunky_png stackprof rack-mini-profiler memory_profiler
  flipper flipper-active_record flipper-ui paranoia counter_culture rolify
  typeprof steep tapioca sorbet sorbet-runtime netrc yard-sorbet spoom
  rb-readline highline commander tins term-ansicolor sync mize
  bunny amq-protocol sorted_set ruby-kafka digest-crc
  mongo mongoid bson elasticsearch elasticsearch-api elasticsearch-transport elastic-transport searchkick opensearch-ruby
  ruby-vips inline_svg meta-tags sitemap_generator gon ahoy_matey device_detector browser user_agent_parser
  nenv notiffany shellany lumberjack formatador pry-doc
  memoist memo_wise dry-types ulid uuid nanoid uuidtools macaddr systemu snowflake
  useragent cgi error_highlight trilogy hotwire-rails hotwire-livereload mission_control-jobs warden-jwt_auth alba phlex phlex-rails
  lucide-rails heroicon rotp noticed mobility acts-as-taggable-on jmespath jsonpath parslet htmlentities retriable climate_control
  representable declarative trailblazer-option uber airbrussh pstore nkf kredis geared_pagination platform_agent web-push
  rails_autolink icalendar ice_cube standard-rails silencer active_record_doctor activerecord-typedstore
  gli slop optimist optparse trollop main methadone clamp
  em-http-request cookiejar em-socksify em-websocket
  sinatra-contrib padrino
  `
    .trim()
    .split(/\s+/),
);
