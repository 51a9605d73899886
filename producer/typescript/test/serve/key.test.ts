import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { isSignatureOf, keyFrom, signatureOf } from "../../src/serve/key.js";

const { getBuiltinModule } = process;
afterEach(() => {
  process.getBuiltinModule = getBuiltinModule;
});

const secret = new TextEncoder().encode("0123456789abcdef");
const message = new TextEncoder().encode("msg_1.1700000000.{}");
/** `printf %s 'msg_1.1700000000.{}' | openssl dgst -sha256 -hmac 0123456789abcdef -binary | base64` */
const RIGHT = "3uojc/2kvL+KpJkw4ZNrA/5YjEs9cdfKdc3lXIvRjkk=";

for (const runtime of ["Node", "an edge runtime", "a runtime without Node's modules"]) {
  test(`a key signs, and knows its signatures, in ${runtime}`, async () => {
    if (runtime === "an edge runtime") {
      process.getBuiltinModule = () => {
        throw new Error("not supported in the Edge Runtime");
      };
    } else if (runtime !== "Node") {
      Reflect.deleteProperty(process, "getBuiltinModule");
    }
    const key = await keyFrom(secret);
    const other = await keyFrom(new TextEncoder().encode("another secret ."));
    assert.equal(await signatureOf(key, message), RIGHT);
    assert.equal(await isSignatureOf(key, message, RIGHT), true);
    assert.equal(await isSignatureOf(other, message, RIGHT), false);
    for (const wrong of ["", "AAAA", RIGHT.slice(0, -4), `A${RIGHT.slice(1)}`, "no base64 !"]) {
      assert.equal(await isSignatureOf(key, message, wrong), false, wrong);
    }
  });
}
