/// A program in a module of its own.
module demo {
    requires fluxion.runtime;
}
