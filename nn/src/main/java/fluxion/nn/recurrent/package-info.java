/// Layers over sequences, as loops that carry their state.
package fluxion.nn.recurrent;
