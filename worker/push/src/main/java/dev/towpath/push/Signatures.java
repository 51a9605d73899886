package dev.towpath.push;

import dev.towpath.schemas.config.WebhookSecret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signs requests and checks answers by Standard Webhooks 1.0.0, version `v1`: HMAC-SHA256 over
/// `id.timestamp.body`.
final class Signatures {
    private static final String ALGORITHM = "HmacSHA256";
    private static final String VERSION = "v1,";

    private final List<SecretKeySpec> keys = new ArrayList<>();

    /// @param secrets that are good; requests are signed with each
    Signatures(List<WebhookSecret> secrets) {
        for (WebhookSecret secret : secrets) {
            keys.add(new SecretKeySpec(secret.key(), ALGORITHM));
        }
    }

    /// The value of `webhook-signature`: one signature for each secret, with a space between.
    ///
    /// @param timestamp seconds since 1970
    String of(String id, long timestamp, byte[] body) {
        return keys.stream()
                .map(
                        key ->
                                VERSION
                                        + Base64.getEncoder()
                                                .encodeToString(mac(key, id, timestamp, body)))
                .collect(Collectors.joining(" "));
    }

    /// Whether a signature is right for one of the secrets. Takes as long whatever is wrong with
    /// it.
    boolean isRight(String signature, String id, long timestamp, byte[] body) {
        if (!signature.startsWith(VERSION)) {
            return false;
        }
        byte[] given;
        try {
            given = Base64.getDecoder().decode(signature.substring(VERSION.length()));
        } catch (IllegalArgumentException e) {
            return false;
        }
        boolean right = false;
        for (SecretKeySpec key : keys) {
            right |= MessageDigest.isEqual(mac(key, id, timestamp, body), given);
        }
        return right;
    }

    private static byte[] mac(SecretKeySpec key, String id, long timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
