import type { Feature } from "../store/articles.ts";

const NAMES: Record<string, string> = {
  bun: "Bun",
  chrome: "Chrome",
  chrome_android: "Chrome on Android",
  deno: "Deno",
  edge: "Edge",
  firefox: "Firefox",
  firefox_android: "Firefox on Android",
  nodejs: "Node.js",
  safari: "Safari",
  safari_ios: "Safari on iOS",
};

/** Since when which browser has a feature. */
export function Support({ feature: { id, url, support, deprecated, experimental } }: { feature: Feature }) {
  return (
    <section className="support" aria-labelledby="support">
      <h2 id="support">
        Support of <code>{id.split(".").slice(1).join(".")}</code>
      </h2>
      {deprecated && <p className="notice">Deprecated: do not use it in what is new.</p>}
      {experimental && <p className="notice">Experimental: it may still change.</p>}
      <dl>
        {Object.entries(support).map(([browser, version]) => (
          <div key={browser}>
            <dt>{NAMES[browser] ?? browser}</dt>
            <dd>{version}</dd>
          </div>
        ))}
      </dl>
      <p>
        <a href={url}>Read on at MDN</a>
      </p>
    </section>
  );
}
