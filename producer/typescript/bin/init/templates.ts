/** The type of the job that a new site does. */
export const TYPE = "hello.say";

export const CONFIG_FILE = "towpath.yaml";

/** The configuration of a new site. */
export const CONFIG = `# What jobs there are, and who does them. All keys: docs/configuration.md of Towpath.
targets:
  site: {url: "http://localhost:3000/api/towpath"}
types:
  ${TYPE}: {target: site}
`;

/** The route of a new site that does jobs. */
export function routeText(router: "app" | "pages", typescript: boolean): string {
  const data = typescript ? "data: { name: string }" : "data";
  const handlers = `{
  "${TYPE}": async (${data}, ctx) => {
    console.log(\`hello \${data.name}, attempt \${ctx.attempt}\`);
  },
}`;
  return router === "app"
    ? `import { serve } from "towpath/next";

export const POST = serve(${handlers});
`
    : `import { servePages } from "towpath/next";

// The signature is over the body's very bytes.
export const config = { api: { bodyParser: false } };

export default servePages(${handlers});
`;
}
