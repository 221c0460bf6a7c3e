//! What would make a test of the product wrongly green if the server had it wrong, as it arrives on a socket. How each face
//! writes its answers, and what each kind of fault changes, is tested beside the code.

mod answers;
mod control;
mod faults;
mod support;
