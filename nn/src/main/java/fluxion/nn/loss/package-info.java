/// Losses: how far predictions are from what they should be, as one number to be made smaller.
package fluxion.nn.loss;
