package dev.towpath.console.replay;

/// The steps of a replay, after each of which it may be killed without harm.
public enum Step {
    PLANNED,
    CHOSEN,
    SENT_ONE,
    SENT,
    AUDITED,
    SAVED
}
