import { serve } from "towpath/next";
import { publish } from "../../../jobs";

export const POST = serve({ "article.publish": publish });
