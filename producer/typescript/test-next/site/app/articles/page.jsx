import { unstable_cache } from "next/cache";
import { content } from "../content";

const articles = unstable_cache(content, ["articles"], { tags: ["articles", "überschrift"] });

export default async function Articles() {
  return <p>articles: {await articles()}</p>;
}
