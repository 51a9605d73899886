package dev.towpath.testkit;

/// The watch over a history for one promise of liveness: it looks at what could run each time that
/// the observer looked at the clock.
abstract class Vigil implements Inquiry.Examiner {
    final Backlog backlog = new Backlog();

    /// Looks at what could run and when something moved last.
    abstract void look(Inquiry inquiry);

    /// A partition has moved: something of it has ended, was put back or dead-lettered.
    void moved(String partition, Inquiry inquiry) {}

    @Override
    public void on(Event.Submitted submitted, Inquiry inquiry) {
        backlog.see(submitted);
    }

    @Override
    public void on(Event.OnExpress copy, Inquiry inquiry) {
        backlog.see(copy);
    }

    @Override
    public void on(Event.Opened opened, Inquiry inquiry) {
        backlog.see(opened);
    }

    @Override
    public void on(Event.Fault fault, Inquiry inquiry) {
        backlog.see(fault);
    }

    @Override
    public void on(Event.AttemptStarted started, Inquiry inquiry) {
        backlog.see(started);
    }

    @Override
    public void on(Event.AttemptEnded ended, Inquiry inquiry) {
        backlog.see(ended);
    }

    @Override
    public void on(Event.Waiting mark, Inquiry inquiry) {
        if (backlog.see(mark)) {
            moved(backlog.partition(mark.job()), inquiry);
        }
    }

    @Override
    public void on(Event.Terminal terminal, Inquiry inquiry) {
        if (backlog.see(terminal)) {
            moved(backlog.partition(terminal.job()), inquiry);
        }
    }

    @Override
    public void on(Event.Looked looked, Inquiry inquiry) {
        backlog.lookedAt(looked.at());
        look(inquiry);
    }

    @Override
    public void end(Event.Rested rested, Inquiry inquiry) {
        backlog.lookedAt(rested.at());
        look(inquiry);
    }
}
