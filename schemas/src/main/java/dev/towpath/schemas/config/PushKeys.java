package dev.towpath.schemas.config;

import dev.towpath.schemas.id.JobIdIssuer;

/// The keys of a target that is an HTTP endpoint which does jobs.
final class PushKeys {
    private static final Kind SECRET =
            new Kind.Hidden(
                    "whsec_ and the base64 of 24 to 64 bytes", "whsec_…", "", WebhookSecret::isOne);

    private PushKeys() {}

    static void addTo(ConfigKeys list) {
        list.key(
                "targets.<target>.url",
                Kind.Text.of(
                        "an http or https URL without user, query or fragment",
                        "such as https://www.example.org/api/towpath",
                        "(https?://[A-Za-z0-9.:\\[\\]-]{1,300}(/[A-Za-z0-9._~!$&'()*+,;=:@%/-]{0,1000})?)?"),
                "",
                "Where jobs are posted to that have no handler in the worker: a route of your site,"
                        + " see [the push contract](push.md). https, unless it lies in a network of"
                        + " `allow`.");
        list.may(
                "targets.<target>.secret",
                SECRET,
                "What requests and answers are signed with (Standard Webhooks), the same as"
                        + " `TOWPATH_SIGNING_SECRET` of the site. `./towpath dev` makes one. Never"
                        + " printed.");
        list.may(
                "targets.<target>.oldSecret",
                SECRET,
                "The secret before, while it is changed: requests carry a signature for each. Never"
                        + " printed.");
        list.key(
                "targets.<target>.ack",
                ConfigKeys.words(Acknowledgement.values()),
                ConfigKeys.word(Acknowledgement.SIGNED),
                "`signed` takes only a signed outcome as one; `none` takes any answer of 200 to 299"
                        + " as done, for endpoints that know nothing of Towpath.");
        list.key(
                "targets.<target>.allow",
                new Kind.Many(
                        Kind.Text.of(
                                "a network in CIDR form",
                                "such as 10.0.0.0/8 or fd00::/8",
                                "[0-9]{1,3}(\\.[0-9]{1,3}){3}/([0-9]|[12][0-9]|3[0-2])|[0-9a-fA-F.:]{0,39}:[0-9a-fA-F.:]{0,39}/([0-9]{1,2}|1[01][0-9]|12[0-8])")),
                "",
                "Networks that the endpoint may lie in although they are private, loopback or"
                        + " otherwise not public. All others are refused at each attempt, whatever"
                        + " its name resolves to.");
        list.key(
                "targets.<target>.previews",
                new Kind.Many(
                        Kind.Text.of(
                                "a host of your deployments alone, with * for what differs in its"
                                        + " name and not for a platform's whole domain",
                                "such as my-site-*-my-team.vercel.app",
                                Previews.HOST)),
                "",
                "Hosts of other deployments of the site, one for each pull request, say. A job whose"
                        + " `deployment` is such a host is posted there, to the path of `url`. The"
                        + " target is not out when they fail. Write as much of the name as is"
                        + " yours: jobs go to whoever has such a host.");
        list.may(
                "targets.<target>.protectionBypass",
                Kind.Hidden.ofBytes(JobIdIssuer.MIN_SECRET_BYTES),
                "Sent as `x-vercel-protection-bypass`, which lets requests through Vercel's deployment"
                        + " protection. Never printed.");
    }
}
