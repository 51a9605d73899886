import { revalidatePath, revalidateTag } from "next/cache";
import { revalidate, serve } from "towpath/next";

export const POST = serve({ "cache.revalidate": revalidate({ revalidateTag, revalidatePath }) });
