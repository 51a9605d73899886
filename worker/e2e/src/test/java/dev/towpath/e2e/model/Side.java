package dev.towpath.e2e.model;

import dev.towpath.schemas.config.GroupProtocol;

/// What a script runs on.
enum Side {
    KAFKA(true, GroupProtocol.CONSUMER),
    KAFKA_CLASSIC(true, GroupProtocol.CLASSIC),
    MODEL(false, GroupProtocol.CONSUMER),
    MODEL_CLASSIC(false, GroupProtocol.CLASSIC);

    private final boolean real;
    private final GroupProtocol protocol;

    Side(boolean real, GroupProtocol protocol) {
        this.real = real;
        this.protocol = protocol;
    }

    boolean isClassic() {
        return protocol == GroupProtocol.CLASSIC;
    }

    void play(Script script) throws Exception {
        if (real) {
            try (RealGround ground = new RealGround(protocol)) {
                script.play(ground);
            }
        } else {
            ModelGround.play(protocol, script);
        }
    }

    /// What is done and seen, whoever the broker is.
    interface Script {
        void play(Ground ground) throws Exception;
    }
}
