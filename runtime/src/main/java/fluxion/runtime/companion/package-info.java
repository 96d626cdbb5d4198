/// What generated companions call: derivatives of plain Java methods as method handles, from whatever on the class path
/// or module path provides them.
package fluxion.runtime.companion;
