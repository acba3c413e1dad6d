// SPDX-License-Identifier: Apache-2.0
/*
 * void hc_co_switch(void **save_sp, void *to_sp)
 *
 * Saves the callee-saved registers of the System V ABI on the running stack, stores the stack
 * pointer and continues on the other stack. Floating-point control words are not saved: nothing
 * changes them.
 *
 * The object carries no .note.gnu.property on purpose: a linker then leaves user shadow stacks off
 * for the whole program, which this switch would otherwise trip over with -fcf-protection.
 */
#if defined(__x86_64__)
    .text
    .globl hc_co_switch
    .hidden hc_co_switch
    .type hc_co_switch, @function
    .p2align 4
hc_co_switch:
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    movq %rsp, (%rdi)
    movq %rsi, %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret
    .size hc_co_switch, . - hc_co_switch
#endif
    .section .note.GNU-stack, "", @progbits
