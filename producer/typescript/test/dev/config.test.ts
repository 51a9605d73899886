import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { readConfig } from "../../bin/dev/config/towpathYaml.js";
import { parseEnv } from "../../bin/dev/config/environment.js";
import { GATEWAY_KEYS, SECTIONS, TARGET_KEYS, TYPE_KEYS } from "../../bin/dev/config/keys.js";
import { readYaml } from "../../bin/dev/config/yaml.js";
import type { Located } from "../../bin/locatedJson.js";

test("a configuration is read as the product reads it", () => {
  const settings = readConfig(
    "towpath.yaml",
    `# what there is
prefix: shop.
secret: \${TOWPATH_SECRET}
kafka:
  properties: {sasl.mechanism: PLAIN}
queues:
  default: {}
  mail: {partitions: 2, weight: 3}
targets:
  site:
    url: http://localhost:3000/api/towpath   # beside
    secret: \${SIGNING}
    allow: [127.0.0.0/8, "::1/128"]
types:
  "*": {timeout: 30s, target: site,
        attempts: 7}
  article.publish: {order: group, rate: 50/s}
  mail.send:
    queue: mail
    finalErrors:
      - TypeError
      - 'Range''Error'
clients:
  site:
    keys:
      - sha256: \${KEY}
        revoked: false
      - {sha256: 00}
    queues: [default, mail]
gateway: {port: 9000, maxLine: 1MiB}
worker: {handlers: [jobs.jar]}
`,
    { SIGNING: "whsec_x" },
  );
  assert.equal(settings.port, 9000);
  assert.equal(settings.maxLine, 2 ** 20);
  assert.deepEqual(settings.queues, ["default", "mail"]);
  assert.equal(settings.targets.get("site")!.secret, "whsec_x");
  assert.equal(settings.others, undefined);
  const mail = settings.types.get("mail.send")!;
  assert.deepEqual([mail.timeout, mail.attempts, mail.target, mail.queue], [30_000, 7, "site", "mail"]);
  assert.deepEqual(mail.finalErrors, ["TypeError", "Range'Error"]);
  assert.equal(settings.types.get("article.publish")!.order, "group");
});

test("all that is wrong is said at once, each with its line", () => {
  const text = `targts: {}
targets:
  site: {url: 127.0.0.1}
types:
  mail.send: {timeout: 10 sec, target: sit, prot: 1}
  other: {queue: mial, attempts: 0, onDead: "\${NOBODY}"}
gateway: {prot: 8780}
`;
  assert.throws(() => readConfig("towpath.yaml", text, {}), {
    message: `The configuration of towpath.yaml has 9 problems; nothing was started. Correct it and start again:
  towpath.yaml:1 targts: expected a known key, got 'targts'; did you mean 'targets'?
  towpath.yaml:7 gateway.prot: expected a known key, got 'prot'; did you mean 'port'?
  towpath.yaml:3 targets.site.url: expected an address such as http://localhost:3000/api/towpath, got the text '127.0.0.1'
  towpath.yaml:5 types["mail.send"].prot: expected a known key, got 'prot'
  towpath.yaml:5 types["mail.send"].timeout: expected a duration from 1ms to 7d, as a number and one of ms s m h d, got the text '10 sec'
  towpath.yaml:6 types["other"].attempts: expected a whole number from 1 to 1000, got 0
  towpath.yaml:6 types["other"].onDead: expected the environment variable NOBODY, got none of that name
  towpath.yaml:5 types["mail.send"].target: expected one of site, got 'sit'; did you mean 'site'?
  towpath.yaml:6 types["other"].queue: expected one of default, got 'mial'`,
  });
});

test("what is said for all types is judged too", () => {
  assert.throws(
    () => readConfig("towpath.yaml", 'types:\n  "*": {target: sit}\n  a: {}\ntargets: {site: {}}', {}),
    /has a problem;.*\n  towpath\.yaml:2 types\["\*"\]\.target: expected one of site, got 'sit'/s,
  );
});

test("the same may be said in JSON", () => {
  const text =
    '{"types": {"*": {"allowUnknown": true, "target": "site"}}, "targets": {"site": {"url": "http://a/b"}}}';
  assert.equal(readConfig("towpath.json", text, {}).others!.target, "site");
  assert.throws(() => readConfig("towpath.json", "{", {}), /towpath\.json:1 not JSON/);
});

test("the emulator knows every key that the schema of the file has", () => {
  const schema = JSON.parse(readFileSync("../../schemas/towpath.schema.json", "utf8"));
  assert.deepEqual(Object.keys(schema.properties).sort(), [...SECTIONS].sort());
  const at = (section: string): Record<string, unknown> => {
    const { properties, additionalProperties, patternProperties } = schema.properties[section];
    const inner = additionalProperties || Object.values(patternProperties ?? {})[0];
    return section === "gateway" ? properties : resolved(inner).properties;
  };
  const resolved = (one: { $ref?: string }): { properties: Record<string, unknown> } =>
    one.$ref === undefined
      ? (one as never)
      : one.$ref
          .slice(2)
          .split("/")
          .reduce((each, name) => each[name], schema);
  assert.deepEqual(Object.keys(TARGET_KEYS).sort(), Object.keys(at("targets")).sort());
  assert.deepEqual(Object.keys(GATEWAY_KEYS).sort(), Object.keys(at("gateway")).sort());
  const types = new Set([...Object.keys(at("types")), "allowUnknown"]);
  assert.deepEqual(Object.keys(TYPE_KEYS).sort(), [...types].sort());
});

for (const [what, text, line] of [
  ["an anchor", "a: &x 1", 1],
  ["an alias", "a: 1\nb: *x", 2],
  ["a tag", "a: !!str 1", 1],
  ["a block text", "a: |\n  x", 1],
  ["a merge", "a:\n  <<: {b: 1}", 2],
  ["a text over two lines", "a: x\n  y", 2],
  ["two documents", "a: 1\n---\nb: 2", 2],
  ["a tab", "a:\n\tb: 1", 2],
  ["a name twice", "a: 1\na: 2", 2],
  ["a colon in a plain text", "a: b: c", 1],
  ["a bracket that is not closed", "a: [1, 2", 1],
  ["a quote that is not closed", 'a: "b', 1],
  ["what is less indented than its fellows", "  a: 1\n b: 2", 2],
  ["no mapping", "just a text\nb: 1", 1],
  ["a star as a name", "*: {}", 1],
] as const) {
  test(`YAML with ${what} is refused, with its line`, () => {
    assert.throws(
      () => readYaml(text),
      (e: { line?: number }) => e.line === line,
    );
  });
}

test("YAML's plain values are what its core schema says", () => {
  const { value } = readYaml(
    "---\na: 1\nb: 1.5\nc: true\nd: null\ne: ~\nf: 'x: #y'\ng: a#b # c\nh:\ni:\n- 1\n- - 2\n  - x: 3\n",
  );
  const plain = (located: Located): unknown =>
    located.value instanceof Map
      ? Object.fromEntries([...located.value].map(([name, each]) => [name, plain(each as Located)]))
      : Array.isArray(located.value)
        ? located.value.map(plain)
        : located.value;
  assert.deepEqual(plain({ line: 1, value }), {
    a: 1,
    b: 1.5,
    c: true,
    d: null,
    e: null,
    f: "x: #y",
    g: "a#b",
    h: null,
    i: [1, [2, { x: 3 }]],
  });
});

test("a .env file is read as Next.js reads it", () => {
  const text = "# x\nA=1\nexport B = two # c\nC=\"a # b\"\r\nD='x'\nE=whsec_ab/+=\nnothing\n";
  assert.deepEqual(parseEnv(text), { A: "1", B: "two", C: "a # b", D: "x", E: "whsec_ab/+=" });
});
