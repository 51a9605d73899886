import { servePages } from "towpath/next";
import { publish } from "../../jobs";

export const config = { api: { bodyParser: false } };

export default servePages({ "article.publish": publish });
