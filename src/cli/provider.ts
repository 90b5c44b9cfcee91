import { serve } from "../provider";
import { provider } from "../resources";

/** The bundle's entry: what Terraform starts. */
serve(provider);
