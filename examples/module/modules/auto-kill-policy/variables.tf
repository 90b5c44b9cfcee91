variable "name" {
  description = "Name of the policy, unique among those of the database."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{0,62}$", var.name))
    error_message = "Use lower-case letters, digits and dashes, up to 63 of them, such as \"long-reports\"."
  }
}

variable "database" {
  description = "The database: its service (dbbrain, das, clickhouse, oceanbasepro or mysql) and the id of the instance, for mysql HOST:PORT. OceanBase needs the tenant_id."
  type = object({
    service     = string
    instance_id = string
    product     = optional(string)
    edition     = optional(string)
    tenant_id   = optional(string)
    region      = optional(string)
  })

  validation {
    condition     = contains(["dbbrain", "das", "clickhouse", "oceanbasepro", "mysql"], var.database.service)
    error_message = "database.service must be dbbrain, das, clickhouse, oceanbasepro or mysql."
  }

  validation {
    condition     = (var.database.service == "oceanbasepro") == (var.database.tenant_id != null)
    error_message = "OceanBase needs database.tenant_id, and no other service takes it."
  }
}

variable "users" {
  description = "Users whose sessions are killed. An empty set is refused."
  type        = set(string)

  validation {
    condition     = length(var.users) > 0
    error_message = "Name at least one user. This module does not support policies for every user."
  }
}

variable "longest_seconds" {
  description = "How long a session may stay in its state, in seconds."
  type        = number

  validation {
    condition     = var.longest_seconds >= 30 && floor(var.longest_seconds) == var.longest_seconds
    error_message = "longest_seconds must be a whole number of at least 30."
  }
}

variable "max_kills" {
  description = "A pass that would kill more sessions than this kills none."
  type        = number
  nullable    = false

  validation {
    condition     = var.max_kills >= 1 && var.max_kills <= 100
    error_message = "max_kills must be from 1 to 100."
  }
}

variable "protected_users" {
  description = "Users who are never killed, by this or any other policy of the database."
  type        = set(string)
  default     = []
}

variable "observe" {
  description = "Only report which sessions would be killed. Begin with this."
  type        = bool
  default     = true
}

variable "reason" {
  description = "Why the policy exists. It goes into the audit."
  type        = string
  default     = null
}
