import assert from "node:assert/strict";
import { test } from "node:test";
import { readOrder } from "../../src/revalidate/order.js";

const wrong = (data: unknown, ownProfiles: string[] = []) => {
  const read = readOrder(data, ownProfiles);
  return "wrong" in read ? read.wrong : read;
};

test("a payload says tags, paths, a profile and what to warm", () => {
  assert.deepEqual(readOrder({ tags: ["b", "a", "b"], paths: ["/"] }, []), {
    tags: ["b", "a"],
    paths: ["/"],
    profile: "now",
    warm: [],
  });
  const own = { tags: ["a"], profile: "campaign", warm: ["/blog?page=2"] };
  assert.deepEqual(readOrder(own, ["campaign"]), { ...own, paths: [] });
});

test("what is no payload of a revalidation is told with what was expected", () => {
  assert.equal(wrong("articles"), '/: expected an object with tags or paths, got "articles"');
  assert.equal(wrong(null), "/: expected an object with tags or paths, got null");
  assert.equal(wrong({}), "/: expected a tag or a path, got none");
  assert.equal(wrong({ tags: [] }), "/: expected a tag or a path, got none");
  assert.equal(wrong({ tag: ["a"] }), "/tag: expected one of tags, paths, profile, warm");
  assert.equal(wrong({ tags: "a" }), '/tags: expected a list of at most 128, got "a"');
  assert.equal(wrong({ tags: ["a", 7] }), "/tags/1: expected a text, got 7");
});

test("what Next.js would drop without an error is told", () => {
  assert.equal(wrong({ tags: [""] }), '/tags/0: expected 1 to 256 characters, got ""');
  assert.match(
    String(wrong({ tags: ["x".repeat(400)] })),
    /^\/tags\/0: expected 1 to 256 char.*\(402 characters\)$/,
  );
  assert.ok(!("wrong" in readOrder({ tags: ["x".repeat(256)] }, [])));
  const many = Array.from({ length: 200 }, (_, i) => `tag-${i}`);
  assert.equal(wrong({ tags: many }), "/tags: expected a list of at most 128, got 200 of them");
  assert.match(String(wrong({ tags: ["a,b"] })), /expected no comma, at which Next.js takes a tag apart/);
  assert.match(String(wrong({ tags: ["_N_T_/blog"] })), /the page itself in paths/);
  assert.match(String(wrong({ paths: ["/blog/[slug]"] })), /expected the path of one page, such as/);
  assert.match(String(wrong({ paths: [`/${"x".repeat(1024)}`] })), /expected at most 1024 characters/);
});

test("a profile that nobody has is told, where Next.js answers 200 and writes a log", () => {
  assert.equal(
    wrong({ tags: ["a"], profile: "nope" }, ["campaign"]),
    "/profile: expected one of now, max, default, seconds, minutes, hours, days, weeks, campaign, got " +
      '"nope"',
  );
});

test("a profile that only marks stale needs pages to be seen new", () => {
  assert.match(
    String(wrong({ tags: ["a"], profile: "max" })),
    /^\/profile: max only marks stale, .*name in warm/,
  );
  assert.ok(!("wrong" in readOrder({ tags: ["a"], profile: "max", warm: ["/a"] }, [])));
});

test("no page of another host is ever fetched", () => {
  for (const path of [
    "//evil.example",
    "/\\evil.example",
    "https://evil.example",
    "a",
    "/a b",
    "/a\\b",
    "/\n/e",
  ]) {
    assert.match(String(wrong({ tags: ["a"], warm: [path] })), /a path that begins with one slash/, path);
    assert.match(String(wrong({ paths: [path] })), /a path that begins with one slash/, path);
  }
});

test("all that is wrong is told at once", () => {
  assert.equal(String(wrong({ tags: [""], profile: 7, extra: 1 })).split("; ").length, 3);
});
