/** `terraform destroy` plans the configuration first, to refresh the state, and fails where that plan does. */
export const DESTROY_HINT = "To destroy all the same: terraform destroy -refresh=false.";
