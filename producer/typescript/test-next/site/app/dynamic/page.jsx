import { content } from "../content";

export const dynamic = "force-dynamic";

export default async function Dynamic() {
  return <p>dynamic: {await content()}</p>;
}
