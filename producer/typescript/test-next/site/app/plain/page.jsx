import { content } from "../content";

export const dynamic = "force-static";

export default async function Plain() {
  return <p>plain: {await content()}</p>;
}
