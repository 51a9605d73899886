package dev.towpath.testkit;

/// One generation of one job.
record JobGeneration(String job, int generation) {
    @Override
    public String toString() {
        return "job " + job + " in generation " + generation;
    }
}
