import { cacheLife, cacheTag } from "next/cache";
import { content } from "../content";

async function articles() {
  "use cache";
  cacheTag("articles");
  cacheLife("max");
  return content();
}

export default async function Articles() {
  return <p>articles: {await articles()}</p>;
}
