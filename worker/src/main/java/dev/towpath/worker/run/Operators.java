package dev.towpath.worker.run;

import dev.towpath.schemas.control.Pause;
import dev.towpath.worker.core.Event;
import dev.towpath.worker.core.Gates;
import dev.towpath.worker.kafka.ControlReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the control topic says, on its way into the poll thread.
final class Operators implements ControlReader.Listener {
    private static final Logger log = LoggerFactory.getLogger(Operators.class);

    private final Inbox inbox;

    Operators(Inbox inbox) {
        this.inbox = inbox;
    }

    @Override
    public void learned(long fingerprint) {
        inbox.put(new Inbox.Message.Control(new Event.SchemaLearned(fingerprint)));
    }

    @Override
    public void paused(Pause pause) {
        log.info("{}", pause.sentence());
        inbox.put(
                new Inbox.Message.Control(
                        new Event.GateClosed(
                                gate(pause.place()), pause.sentence(), pause.until())));
    }

    @Override
    public void resumed(Pause.Place place) {
        log.info("{} {} is not paused", place.scope().word(), place.name());
        inbox.put(new Inbox.Message.Control(new Event.GateOpened(gate(place))));
    }

    @Override
    public void caughtUp() {
        inbox.put(new Inbox.Message.ControlRead());
    }

    private static String gate(Pause.Place place) {
        return switch (place.scope()) {
            case QUEUE -> Gates.queue(place.name());
            case TYPE -> Gates.type(place.name());
        };
    }
}
